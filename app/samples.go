package app

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/store"
)

// The sample record holds no secret: its password only has to be the same one
// every time, and cheap on an old computer.
const samplePassword = "woshou-samples"

var sampleArgon2 = store.Argon2Params{Memory: 8 * 1024, Time: 1, Lanes: 1}

// inSamples reports whether the desk shows the sample record, not the real one.
func (a *App) inSamples() bool { return a.Paths != a.home }

// samplesButton leads to the sample record, from the screens before the desk.
func (a *App) samplesButton() *widget.Button {
	return widget.NewButton(a.T("samples.open"), a.openSamples)
}

// openSamples opens the sample record to look around in; the first time it is made
// by playing the sample cases, which takes a few seconds.
func (a *App) openSamples() {
	a.leave(func() {
		a.closeDesk()
		a.Paths = a.home.Samples()
		a.retitle()
		a.note(a.T("samples.title"), a.T("samples.opening"))
		paths, words, opt := a.Paths, a.Words, a.storeOptions()
		opt.Argon2 = sampleArgon2
		background(func() (sampled, error) { return openSampleRecord(paths, words, opt) }, func(s sampled, err error) {
			if err != nil {
				a.leaveSamples()
				a.fail(err)
				return
			}
			a.Now = clockFrom(s.day)
			a.enter(s.opening)
		})
	})
}

// leaveSamples goes back to the real record, or to its first run.
func (a *App) leaveSamples() {
	a.leave(func() {
		a.closeDesk()
		a.Paths, a.Now = a.home, a.clock
		a.retitle()
		a.start()
	})
}

// retitle says in the window's title which record is open.
func (a *App) retitle() {
	title := a.T("app.title")
	if a.inSamples() {
		title += " " + a.T("samples.mark")
	}
	a.window.SetTitle(title)
}

// clockFrom goes on from the morning of a day: the samples have their own today,
// so that what is due in them looks the same whenever they are opened.
func clockFrom(day data.Day) func() time.Time {
	y, m, d := day.Date()
	begin, start := time.Date(y, m, d, 9, 0, 0, 0, time.Local), time.Now()
	return func() time.Time { return begin.Add(time.Since(start)) }
}

// sampled is the sample record with the day after which its cases go on.
type sampled struct {
	opening
	day data.Day
}

func openSampleRecord(paths view.Paths, words view.Words, opt store.Options) (out sampled, err error) {
	villages, err := view.Villages()
	if err != nil {
		return out, err
	}
	village := villages[0]
	for _, s := range village.Samples {
		out.day = max(out.day, s.Steps[len(s.Steps)-1].On)
	}
	if out.fonts, err = loadFonts(paths); err != nil {
		return out, err
	}
	out.store, err = unlockSamples(paths, opt)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, data.ErrDamaged) || errors.Is(err, data.ErrNewer) {
		if err = makeSamples(paths, &view.Desk{Fonts: out.fonts, Words: words, Now: clockFrom(out.day)}, village, opt); err == nil {
			out.store, err = unlockSamples(paths, opt)
		}
	}
	return out, err
}

func unlockSamples(paths view.Paths, opt store.Options) (*store.Store, error) {
	locked, err := store.Open(paths.Record(), opt)
	if err != nil {
		return nil, err
	}
	st, err := locked.Unlock(samplePassword)
	if err != nil {
		_ = locked.Close() // the password's error is the one to tell
	}
	return st, err
}

// makeSamples plays the sample cases into a new record, which takes its name only
// when it is whole. What was there before is replaced: it holds nothing real.
func makeSamples(paths view.Paths, desk *view.Desk, village view.Village, opt store.Options) error {
	if err := paths.Make(); err != nil {
		return err
	}
	fresh := filepath.Join(paths.Dir, "making.db")
	if err := store.Remove(fresh); err != nil {
		return fmt.Errorf("make the samples: %w", err)
	}
	first := store.NewRecord{Committee: village.Committee, Author: village.Committee.Mediators[0].ID, Password: samplePassword}
	st, _, err := store.Create(fresh, first, opt)
	if err != nil {
		return err
	}
	desk.Store = st
	err = play(desk, village)
	if closed := st.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	if err := errors.Join(store.Remove(paths.Record()), store.Move(fresh, paths.Record())); err != nil {
		return fmt.Errorf("make the samples: %w", err)
	}
	return nil
}

func play(desk *view.Desk, village view.Village) error {
	for _, s := range village.Samples {
		if _, err := view.Play(desk, s); err != nil {
			return err
		}
	}
	return nil
}
