package app

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"woshou/data/backup"
)

// running counts the work under way, so that the program ends after it.
var running sync.WaitGroup

// inWindow hands a function to the window's goroutine; tests, which have no window, do
// it themselves.
var inWindow = fyne.Do

// background runs slow work outside the window's goroutine and then done in it. The work must not touch widgets or
// views. An error is logged here, once; done still gets it, to tell the user. A panic in the work becomes such an
// error, so that a mistake in one action does not end the program.
func background[T any](work func() (T, error), done func(T, error)) {
	running.Add(1)
	go func() {
		defer running.Done()
		result, err := guarded(work)
		if err != nil {
			slog.Warn("background work", "err", err)
		}
		inWindow(func() { done(result, err) })
	}()
}

// guarded calls the work and turns a panic into an error.
func guarded[T any](work func() (T, error)) (result T, err error) {
	defer func() {
		if r := recover(); r != nil {
			slog.Error("panic in background work", "stack", string(debug.Stack()))
			err = fmt.Errorf("background work stopped: %v", r)
		}
	}()
	return work()
}

// loop runs f beside the window until f ends by itself; the channel closes then.
func loop(f func()) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if _, err := guarded(func() (struct{}, error) { f(); return struct{}{}, nil }); err != nil {
			slog.Error("background loop", "err", err)
		}
	}()
	return ended
}

// after runs f in the window's goroutine when the time is over.
func after(d time.Duration, f func()) { time.AfterFunc(d, func() { fyne.Do(f) }) }

// teller hands news of work to the window's goroutine, a few times a second at most and
// each new step in any case.
func teller(show func(backup.Progress)) func(backup.Progress) {
	var last backup.Progress
	var at time.Time
	return func(p backup.Progress) {
		if p.Step == last.Step && time.Since(at) < tellEvery {
			return
		}
		last, at = p, time.Now()
		inWindow(func() { show(p) })
	}
}

const tellEvery = 100 * time.Millisecond
