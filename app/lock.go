package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// keyLock hides the screen until the password is given again.
var keyLock = widget.Key{Name: fyne.KeyL, Modifier: fyne.KeyModifierControl}

// idle counts how long nobody touched the computer.
type idle struct {
	// limit is after how long the desk locks, 0 for never.
	limit time.Duration
	quiet time.Duration
	// rested says that what is done in a quiet minute was done in this one.
	rested, touched bool
}

// restAfter is how long it must be quiet before the day's backup is made.
const restAfter = time.Minute

// touch notes that somebody is there.
func (i *idle) touch() { i.touched = true }

// tick counts on. rest is said once in each quiet time, lock when it is to be locked.
func (i *idle) tick(d time.Duration) (rest, lock bool) {
	if i.touched {
		i.touched, i.quiet, i.rested = false, 0, false
		return false, false
	}
	i.quiet += d
	rest = i.quiet >= restAfter && !i.rested
	i.rested = i.rested || rest
	return rest, i.limit > 0 && i.quiet >= i.limit
}

// idleMinutes are what the settings offer; 0 is never.
var idleMinutes = []int{5, 10, 20, 0}

const usualMinutes = 10

// The time lies beside the record: it is a matter of this room.
func idleFile(p view.Paths) string { return filepath.Join(p.Dir, "lock-after.txt") }

// readIdle returns after how many minutes the desk locks, 0 for never.
func readIdle(p view.Paths) int {
	raw, err := os.ReadFile(idleFile(p))
	if err != nil {
		return usualMinutes
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil || n < 0 || n > 24*60 {
		return usualMinutes
	}
	return n
}

// setIdle changes after how many minutes the desk locks, at once and for later.
func (a *App) setIdle(minutes int) {
	a.idle.limit = time.Duration(minutes) * time.Minute
	err := a.home.Make()
	if err == nil {
		err = os.WriteFile(idleFile(a.home), []byte(strconv.Itoa(minutes)+"\n"), 0o600)
	}
	if err != nil {
		a.fail(fmt.Errorf("keep the time to lock: %w", err))
	}
	a.refresh()
}

// idleChoices offers the times after which the desk locks.
func (s *settingsScreen) idleChoices() fyne.CanvasObject {
	a := s.app
	row := container.NewHBox()
	for _, n := range idleMinutes {
		text := a.T("lock.never")
		if n > 0 {
			text = a.T("lock.minutes", n)
		}
		b := widget.NewButton(text, func() { a.setIdle(n) })
		if a.idle.limit == time.Duration(n)*time.Minute {
			b.Importance = fynewidget.HighImportance
		}
		row.Add(b)
	}
	return row
}

// cover is the screen while the desk is locked: what was on it is kept as it is, with
// all that was typed. The record stays open, so that what was saved is sent on.
type cover struct {
	app     *App
	content []fyne.CanvasObject
	curtain *widget.Curtain
	form    *form
	do      *widget.Button
	state   *fynewidget.Label
}

// lockNow hides the screen until the password is given again. The samples, and the
// screens before the desk, have nothing to hide.
func (a *App) lockNow() {
	if a.desk == nil || a.cover != nil || a.inSamples() {
		return
	}
	c := a.window.Canvas()
	l := &cover{app: a, content: a.body.Objects, curtain: widget.DrawCurtain(c)}
	a.forgetCopies()
	a.toasts.Silence(true)
	a.keys.Pause(true)
	a.cover = l
	a.body.Objects = []fyne.CanvasObject{l.build()}
	a.body.Refresh()
	c.Focus(l.form.begin)
	a.Log.Info("locked")
}

func (l *cover) build() fyne.CanvasObject {
	a := l.app
	l.form, l.state = a.newForm(), line("")
	typed := l.form.password("password*")
	unlock := func() { l.unlock(typed()) }
	l.form.fields["password"].(*widget.Entry).OnSubmitted = func(string) { unlock() }
	l.do = widget.NewPrimaryButton(a.T("unlock.open"), unlock)
	return middle(a, a.T("lock.title"), line(a.T("lock.text", a.desk.UserName())), l.form.grid, l.state,
		container.NewHBox(widget.NewButton(a.T("unlock.close"), a.quit), layout.NewSpacer(), l.do))
}

// unlock looks whose password it is. The user goes on where the screen was; another
// one begins anew, unless something typed would be lost.
func (l *cover) unlock(password string) {
	a := l.app
	if l.do.Disabled() {
		return
	}
	l.do.Disable()
	l.form.grid.SetError(l.form.fields["password"], "")
	l.state.SetText(a.T("lock.opening"))
	st, clean := a.desk.Store, !l.typed()
	background(func() (bool, error) {
		user, err := st.UserOf(password)
		if err != nil || user == st.Author() {
			return true, err
		}
		if !clean {
			return false, nil
		}
		return false, st.SwitchUser(password)
	}, func(same bool, err error) {
		l.do.Enable()
		l.state.SetText("")
		switch {
		case a.cover != l:
		case errors.Is(err, data.ErrPassword):
			l.wrong(a.T("lock.wrong"))
		case err != nil:
			l.curtain.InFront(func() { a.fail(err) })
		case same:
			l.lift()
		case clean:
			l.lift()
			a.opened(a.desk)
		default:
			l.wrong(a.T("lock.other"))
		}
	})
}

func (l *cover) wrong(text string) {
	field := l.form.fields["password"].(*widget.Entry)
	field.SetText("")
	l.form.grid.SetError(field, text)
	l.app.window.Canvas().Focus(field)
}

// typed reports whether there is something that another user would lose.
func (l *cover) typed() bool {
	k, ok := l.app.screen.(keeper)
	return !l.curtain.Empty() || ok && k.dirty()
}

// lift shows the screen again as it was.
func (l *cover) lift() {
	a := l.app
	a.cover = nil
	a.body.Objects = l.content
	a.body.Refresh()
	a.toasts.Silence(false)
	a.keys.Pause(false)
	l.curtain.Lift()
	a.idle.touch()
	a.tellCopies(nil)
	a.tellMended()
}

// put shows the content of a screen, or keeps it for when the desk is unlocked.
func (a *App) put(content fyne.CanvasObject) {
	if a.cover != nil {
		a.cover.content = []fyne.CanvasObject{content}
		a.cover.curtain.Forget()
		return
	}
	a.body.Objects = []fyne.CanvasObject{content}
	a.body.Refresh()
}

// logged notes an error that nobody can do anything about.
func (a *App) logged(err error) {
	if err != nil {
		a.Log.Warn("went on without", "error", err)
	}
}
