package sync_test

import (
	"fmt"
	"runtime/debug"
	"strings"
	"testing"
)

// trial is a testing.TB whose failures are values, so that a life that fails can be
// played again without failing the test once more.
type trial struct {
	testing.TB
	failures []string
	cleanups []func()
}

// endOfTrial is what a trial panics with where a test would end.
type endOfTrial struct{}

// try runs f and returns what it complained of, a panic included.
func try(t testing.TB, f func(testing.TB)) (failures []string) {
	tr := &trial{TB: t}
	defer func() {
		switch p := recover(); p.(type) {
		case nil, endOfTrial:
		default:
			tr.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		for i := len(tr.cleanups) - 1; i >= 0; i-- {
			tr.cleanups[i]()
		}
		failures = tr.failures
	}()
	f(tr)
	return nil
}

func (t *trial) Helper()          {}
func (t *trial) Failed() bool     { return len(t.failures) > 0 }
func (t *trial) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }
func (t *trial) FailNow()         { panic(endOfTrial{}) }

func (t *trial) Error(args ...any) {
	t.failures = append(t.failures, strings.TrimSuffix(fmt.Sprintln(args...), "\n"))
}

func (t *trial) Errorf(format string, args ...any) {
	t.failures = append(t.failures, fmt.Sprintf(format, args...))
}

func (t *trial) Fatal(args ...any) {
	t.Error(args...)
	t.FailNow()
}

func (t *trial) Fatalf(format string, args ...any) {
	t.Errorf(format, args...)
	t.FailNow()
}
