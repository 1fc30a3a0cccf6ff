// Package app is the desk: the window and its screens. A screen shows what a view
// prepared and hands what the user did to an action of view.Desk; it decides
// nothing about a case.
package app

import (
	"log/slog"
	"net/url"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/data/store"
)

// Deps is all that the desk needs of the world outside.
type Deps struct {
	Paths view.Paths
	Now   func() time.Time
	// After calls a function in the window's goroutine when a time is over; nil
	// means by the wall clock.
	After   func(time.Duration, func())
	Words   view.Words
	Theme   *theme.Theme
	Log     *slog.Logger
	Store   store.Options
	Version string
}

// App is the running desk: one window, one open record, one screen at a time. All
// of it belongs to the window's goroutine.
type App struct {
	Deps
	fyne   fyne.App
	window fyne.Window
	keys   *widget.Keys
	toasts *widget.Toasts
	// desk is nil until the record is unlocked; work is what runs beside it.
	desk *view.Desk
	work *deskWork
	// home and clock are those of the real record; the sample record has its own.
	home   view.Paths
	clock  func() time.Time
	route  Route
	back   []Route
	screen screen
	body   *fyne.Container
	nav    *navigation
	idle   idle
	// ticked are the papers that are ticked of the case that was opened last.
	ticked tickedPapers
	// asked is the form that was made last.
	asked *form
	// follow bounds how long one waits for a paper to come out before one is asked.
	follow time.Duration
	// resting says that a quiet minute's backup is under way.
	resting bool
	mended  mendedFiles
	// copies are those that the computer's own reader shows, which reader opens.
	copies openCopies
	reader func(path string) error
	// cover is there while the desk is locked.
	cover *cover
}

// screen is one screen of the desk.
type screen interface {
	// build makes the widgets, once.
	build() fyne.CanvasObject
	// refresh copies what the view says into the widgets.
	refresh()
}

// starter is a screen that begins with a field to type in.
type starter interface{ first() fyne.Focusable }

// keeper is a screen with something typed that is not yet saved.
type keeper interface{ dirty() bool }

// New returns a desk whose window is not yet shown.
func New(f fyne.App, deps Deps) *App {
	a := &App{Deps: deps, fyne: f, home: deps.Paths, clock: deps.Now, follow: followTime}
	if a.After == nil {
		a.After = after
	}
	a.Theme = a.Theme.Scaled(readScale(a.home))
	f.Settings().SetTheme(a.Theme)
	widget.SetWords(widgetWords(deps.Words))
	a.window = f.NewWindow(a.T("app.title"))
	a.keys = widget.NewKeys(a.window.Canvas())
	a.toasts = widget.NewToasts(a.After)
	a.body = container.NewStack()
	a.window.SetContent(container.NewStack(widget.NewSensor(), a.body, a.toasts.Layer()))
	a.idle.limit = time.Duration(readIdle(a.home)) * time.Minute
	widget.OnTouch(a.idle.touch)
	a.window.Resize(fyne.NewSize(1280, 720))
	a.window.SetCloseIntercept(a.quit)
	a.copies = openCopies{dir: a.home.Opened(), remove: os.RemoveAll}
	a.reader = func(path string) error { return f.OpenURL(&url.URL{Opaque: path}) }
	a.start()
	return a
}

// Run shows the window until it is closed.
func (a *App) Run() { a.window.ShowAndRun() }

// T returns the words for a key.
func (a *App) T(key string, args ...any) string { return a.Words.T(key, args...) }

// today is the day on the wall, for showing and for empty date fields.
func (a *App) today() data.Day { return data.DayOf(a.Now()) }

// start shows the first screen there is need for.
func (a *App) start() {
	a.forgetCopies()
	a.switchRecord()
	a.tellCopies(nil)
	if view.RecordExists(a.Paths) {
		a.Show(Route{Page: PageUnlock})
		return
	}
	a.Show(Route{Page: PageSetup})
}

// opened is called once the record is unlocked.
func (a *App) opened(desk *view.Desk) {
	a.desk = desk
	a.back, a.ticked, a.mended = nil, tickedPapers{}, mendedFiles{}
	a.beginWork()
	a.open(Route{Page: PageToday})
}

// quit ends the program; what is typed and not saved is asked about first, in front of
// the lock too.
func (a *App) quit() {
	if a.cover != nil {
		a.cover.curtain.InFront(func() { a.leave(a.close) })
		return
	}
	a.leave(a.close)
}

// close ends the program; what it cannot take along is told first.
func (a *App) close() {
	a.forgetCopies()
	a.tellCopies(a.end)
}

// end ends the program, after the work that is under way.
func (a *App) end() {
	a.window.Hide()
	a.lastBackup()
	a.closeDesk()
	a.window.Close()
}

// refresh shows the current screen anew, and what the navigation says of the link.
func (a *App) refresh() {
	if a.screen != nil {
		a.screen.refresh()
	}
	if a.nav != nil {
		a.nav.refresh()
	}
}

// fail tells the user what went wrong, what is safe, and what to do next. The log
// gets the error itself, which holds no personal data.
func (a *App) fail(err error) {
	a.tell(err, view.Explain(a.Words, err))
}

// tell shows an error in these words.
func (a *App) tell(err error, m view.Message) {
	a.Log.Warn("told the user", "error", err)
	text := m.Text
	if m.Hint != "" {
		text += "\n\n" + m.Hint
	}
	widget.Message(a.window.Canvas(), m.Title, text, nil)
}

// done shows what an action came to: a notice that it is saved, or the error.
// It reports whether the action succeeded.
func (a *App) done(err error) bool {
	if err != nil {
		a.fail(err)
		return false
	}
	a.Log.Info("saved")
	a.toasts.Show(widget.Good, a.T("app.saved"))
	a.refresh()
	return true
}

// heading is the title of a screen or of a part of it.
func heading(text string) fyne.CanvasObject {
	l := fynewidget.NewLabelWithStyle(text, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	l.SizeName = fynetheme.SizeNameSubHeadingText
	return l
}
