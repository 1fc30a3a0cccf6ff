package app

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
)

// answer waits for what done gets.
func answer[T any](t *testing.T, work func() (T, error)) (T, error) {
	t.Helper()
	test.NewTempApp(t)
	type result struct {
		value T
		err   error
	}
	results := make(chan result, 1)
	background(work, func(v T, err error) { results <- result{v, err} })
	select {
	case r := <-results:
		return r.value, r.err
	case <-time.After(10 * time.Second):
		t.Fatal("done was not called")
		panic("unreachable")
	}
}

func TestBackground_Result(t *testing.T) {
	got, err := answer(t, func() (int, error) { return 42, nil })
	if got != 42 || err != nil {
		t.Errorf("done got %d, %v, want 42, nil", got, err)
	}
}

func TestBackground_Error(t *testing.T) {
	want := errors.New("disk full")
	if _, err := answer(t, func() (int, error) { return 0, want }); !errors.Is(err, want) {
		t.Errorf("done got %v, want %v", err, want)
	}
}

func TestBackground_Panic(t *testing.T) {
	var none []int
	if _, err := answer(t, func() (int, error) { return none[0], nil }); err == nil {
		t.Error("a panic in the work must reach done as an error")
	}
}

func TestAfter(t *testing.T) {
	test.NewTempApp(t)
	called := make(chan time.Time, 1)
	start := time.Now()
	after(20*time.Millisecond, func() { called <- time.Now() })
	select {
	case end := <-called:
		if end.Sub(start) < 20*time.Millisecond {
			t.Errorf("called after %v, want 20ms or more", end.Sub(start))
		}
	case <-time.After(10 * time.Second):
		t.Fatal("not called")
	}
}
