package app

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"woshou/app/view"
	"woshou/data"
	"woshou/data/store"
	"woshou/pdf"
	"woshou/sync/engine"
)

// opening is what slow work brings for a desk: the open record and the fonts.
type opening struct {
	store *store.Store
	fonts *pdf.Fonts
	// key is the recovery key of a record that was just made.
	key string
}

// openWith opens a record and loads the fonts. It runs outside the window's goroutine.
func (a *App) openWith(record func() (*store.Store, string, error)) func() (opening, error) {
	paths := a.Paths
	return func() (out opening, err error) {
		if out.store, out.key, err = record(); err != nil {
			return out, err
		}
		if out.fonts, err = loadFonts(paths); err != nil {
			_ = out.store.Close() // the font's error is the one to tell
			return opening{}, err
		}
		return out, nil
	}
}

// loadFonts loads the fonts of this computer and those that we ship beside the
// program; the computer's FangSong and Kai have more characters than ours.
func loadFonts(paths view.Paths) (*pdf.Fonts, error) {
	return pdf.Load(append(pdf.SystemFolders(), paths.Fonts()...)...)
}

// storeOptions are the options of every record that the desk opens.
func (a *App) storeOptions() store.Options {
	opt := a.Deps.Store
	opt.Now = a.Now
	return opt
}

// enter makes an open record the desk's. The sample record has no link.
func (a *App) enter(o opening) {
	desk := &view.Desk{Store: o.store, Fonts: o.fonts, Words: a.Words, Now: a.Now}
	if !a.inSamples() {
		desk.Engine = engine.New(o.store, nil, engine.Options{Now: a.Now, Tend: a.tend(o.store)})
		desk.Backups = a.keeper()
	}
	if _, err := desk.StartDay(); err != nil {
		a.Log.Error("start of the day", "error", err)
	}
	a.opened(desk)
	a.tellRepairs()
}

// tend saves what goes along with an exchange of a record.
func (a *App) tend(st *store.Store) func() error {
	now := a.Now
	return func() error { return st.Tend(data.DayOf(now())) }
}

// deskWork is what runs beside an open desk: the link, and the watch for what the
// link or the day changes on the screen.
type deskWork struct {
	ctx   context.Context
	end   context.CancelFunc
	ended <-chan struct{} // nil without a link
	stale atomic.Bool     // the record changed since the screen was filled
	day   data.Day
}

// watchEvery is how often the screen looks for news of the link.
const watchEvery = 2 * time.Second

// endTime bounds how long the program waits for the link when it ends.
const endTime = 3 * time.Second

func (a *App) beginWork() {
	w := &deskWork{day: a.today()}
	w.ctx, w.end = context.WithCancel(context.Background())
	a.work = w
	link := a.desk.Engine
	if link != nil {
		w.ended = loop(func() { link.Run(w.ctx) })
	}
	a.desk.Store.OnChange(func([]data.CaseID) {
		w.stale.Store(true)
		if link != nil {
			link.Wake()
		}
	})
	a.After(watchEvery, func() { a.watch(w) })
}

// watch fills the screen anew when the record changed behind it, and says how the
// link is. An open dialog keeps what it was opened with.
func (a *App) watch(w *deskWork) {
	if a.work != w {
		return
	}
	if today := a.today(); today != w.day {
		w.day = today
		if _, err := a.desk.StartDay(); err != nil {
			a.Log.Error("start of the day", "error", err)
		}
		w.stale.Store(true)
	}
	rest, lock := a.idle.tick(watchEvery)
	if rest {
		a.restBackup()
	}
	if lock {
		a.lockNow()
	}
	_, live := a.screen.(*syncScreen)
	switch idle := a.window.Canvas().Overlays().Top() == nil; {
	case idle && (live || w.stale.Swap(false)):
		if _, err := a.desk.GiveNumbers(); err != nil {
			a.Log.Error("numbers", "error", err)
		}
		a.refresh()
	case a.nav != nil:
		a.nav.refresh()
	}
	a.After(watchEvery, func() { a.watch(w) })
}

// closeDesk ends the work beside the desk and lets go of the record.
func (a *App) closeDesk() {
	if u, ok := a.screen.(*unlockScreen); ok {
		u.release()
	}
	if a.work != nil {
		a.work.end()
		if a.work.ended != nil {
			select {
			case <-a.work.ended:
			case <-time.After(endTime):
				a.Log.Warn("the link did not end in time")
			}
		}
	}
	running.Wait()
	if a.desk != nil {
		if err := a.desk.Store.Close(); err != nil {
			a.Log.Error("close", "error", err)
		}
	}
	a.desk, a.work, a.nav, a.screen, a.cover = nil, nil, nil, nil, nil
	a.keys.Pause(false)
}

// note fills the window with a calm sentence while slow work is under way.
func (a *App) note(title, text string) {
	a.screen, a.nav = nil, nil
	a.keys.Clear()
	a.body.Objects = []fyne.CanvasObject{middle(a, title, line(text))}
	a.body.Refresh()
}
