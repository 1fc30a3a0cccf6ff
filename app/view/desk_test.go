package view

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/pdf"
)

var (
	testFonts = sync.OnceValues(func() (*pdf.Fonts, error) { return pdf.Load() })
	cheap     = store.Options{Argon2: store.Argon2Params{Memory: 8, Time: 1, Lanes: 1}}
)

const testPassword = "东篱把酒黄昏后"

func chinese(t testing.TB) Texts {
	t.Helper()
	w, err := NewWords("zh")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func date(t testing.TB, s string) data.Day {
	t.Helper()
	d, err := data.ParseDay(s)
	if err != nil || d == 0 {
		t.Fatalf("day %q: %v", s, err)
	}
	return d
}

func village(t testing.TB, i int) Village {
	t.Helper()
	vs, err := Villages()
	if err != nil {
		t.Fatal(err)
	}
	return vs[i]
}

// newDesk returns a desk of the first sample village over a real store, on a day.
func newDesk(t testing.TB, today string) *Desk { return deskOf(t, village(t, 0), today) }

func deskOf(t testing.TB, v Village, today string) *Desk {
	t.Helper()
	clock := func() time.Time {
		y, m, d := date(t, today).Date()
		return time.Date(y, m, d, 9, 0, 0, 0, time.Local)
	}
	opt := cheap
	opt.Now = clock
	st, _, err := store.Create(filepath.Join(t.TempDir(), "record.db"), store.NewRecord{
		Committee: v.Committee, Author: v.Committee.Mediators[0].ID, Password: testPassword,
	}, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	fonts, err := testFonts()
	if err != nil {
		t.Fatal(err)
	}
	return &Desk{Store: st, Fonts: fonts, Words: chinese(t), Now: clock}
}

// sampleNamed returns a sample by its name, such as "01".
func sampleNamed(t testing.TB, name string) (Village, Sample) {
	t.Helper()
	vs, err := Villages()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vs {
		for _, s := range v.Samples {
			if s.Name == name {
				return v, s
			}
		}
	}
	t.Fatalf("no sample %s", name)
	return Village{}, Sample{}
}

// until cuts a sample after its n-th step of a kind.
func until(t testing.TB, s Sample, do string, n int) Sample {
	t.Helper()
	for i, step := range s.Steps {
		if step.Do == do {
			if n--; n == 0 {
				s.Steps = s.Steps[:i+1]
				return s
			}
		}
	}
	t.Fatalf("sample %s has not so many steps %q", s.Name, do)
	return s
}

// played returns a desk on a day and the sample's case after its n-th step of a kind.
func played(t testing.TB, name, do string, n int, today string) (*Desk, *data.Case) {
	t.Helper()
	v, s := sampleNamed(t, name)
	d := deskOf(t, v, today)
	c, err := Play(d, until(t, s, do, n))
	if err != nil {
		t.Fatal(err)
	}
	return d, c
}

func wantInvalid(t *testing.T, err error, field, code string) {
	t.Helper()
	var bad *data.Invalid
	if !errors.As(err, &bad) || bad.Field != field || bad.Code != code {
		t.Errorf("error %v, want %s: %s", err, field, code)
	}
}

func wantRefused(t *testing.T, err error, code string) {
	t.Helper()
	var no *data.Refused
	if !errors.As(err, &no) || no.Code != code {
		t.Errorf("error %v, want refused: %s", err, code)
	}
}
