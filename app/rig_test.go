package app

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/theme"
	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data/store"
)

const testPassword = "东篱把酒黄昏后"

// testNow is a working day after the sample cases.
var testNow = time.Date(2026, 7, 10, 9, 0, 0, 0, time.Local)

// strictWords fails the test for a key without words, but for those that are looked
// up to see whether they are there.
type strictWords struct {
	view.Texts
	t testing.TB
}

func (w strictWords) T(key string, args ...any) string {
	text := w.Texts.T(key, args...)
	probing := strings.HasPrefix(key, "hint.") || strings.HasPrefix(key, "field.") || strings.HasPrefix(key, "link.")
	if text == key && !probing {
		w.t.Errorf("no words for %s", key)
	}
	if strings.Contains(text, "{0}") || strings.Contains(text, "{1}") {
		w.t.Errorf("words of %s are short of arguments: %s", key, text)
	}
	return text
}

// newApp returns a desk over an empty folder, without a real window or clock.
func newApp(t testing.TB) *App { return appIn(t, view.Paths{Dir: t.TempDir(), Program: t.TempDir()}) }

func appIn(t testing.TB, paths view.Paths) *App {
	t.Helper()
	words, err := view.NewWords("zh")
	if err != nil {
		t.Fatal(err)
	}
	f := test.NewTempApp(t)
	inWindow = func(f func()) { finished <- f }
	t.Cleanup(func() { inWindow = fyne.Do })
	a := New(f, Deps{
		Paths: paths, Now: func() time.Time { return testNow }, After: func(time.Duration, func()) {},
		Words: strictWords{words, t}, Theme: theme.New(nil, nil), Version: "test",
		Log:   slog.New(slog.NewTextHandler(io.Discard, nil)),
		Store: store.Options{Argon2: store.Argon2Params{Memory: 8, Time: 1, Lanes: 1}, LockTimeout: time.Millisecond},
	})
	a.window.Resize(fyne.NewSize(1366, 768))
	settle()
	t.Cleanup(func() {
		settle()
		a.closeDesk()
	})
	return a
}

// finished is what the work in the background left to do in the window's goroutine,
// which is the test's.
var finished = make(chan func(), 100)

// settle waits for all work in the background, and for what follows from it.
func settle() {
	for {
		running.Wait()
		select {
		case done := <-finished:
			done()
		default:
			return
		}
	}
}

// sampleApp returns a desk with the sample record open.
func sampleApp(t testing.TB) *App {
	t.Helper()
	a := newApp(t)
	press(t, a, "先看示例")
	if a.desk == nil {
		t.Fatal("the samples did not open")
	}
	return a
}

// visible yields everything that is shown, dialogs last.
func visible(a *App, yield func(fyne.CanvasObject)) {
	walk(a.window.Content(), yield)
	for _, o := range a.window.Canvas().Overlays().List() {
		walk(o, yield)
	}
}

func walk(o fyne.CanvasObject, yield func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	yield(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, yield)
		}
	case *container.Scroll:
		walk(o.Content, yield)
	case *fynewidget.PopUp:
		walk(o.Content, yield)
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, yield)
		}
	}
}

// button finds the last button that is shown whose text begins so: that of a dialog
// comes before that of the screen below it.
func button(t testing.TB, a *App, text string) *widget.Button {
	t.Helper()
	var found *widget.Button
	visible(a, func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && strings.HasPrefix(b.Text, text) {
			found = b
		}
	})
	if found == nil {
		t.Fatalf("no button %q on the screen:\n%s", text, texts(a))
	}
	return found
}

// press taps a button and waits for what it started.
func press(t testing.TB, a *App, text string) {
	t.Helper()
	test.Tap(button(t, a, text))
	settle()
}

// key presses a key of the window and waits for what it started.
func key(a *App, name fyne.KeyName) {
	a.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
	settle()
}

// texts is everything that can be read on the screen.
func texts(a *App) string {
	var out []string
	visible(a, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *fynewidget.Label:
			out = append(out, o.Text)
		case *fynewidget.RichText:
			out = append(out, o.String())
		case *widget.Button:
			out = append(out, o.Text)
		case *canvas.Text:
			out = append(out, o.Text)
		}
	})
	return strings.Join(out, "\n")
}

// shows fails the test when a text cannot be read on the screen.
func shows(t testing.TB, a *App, want ...string) {
	t.Helper()
	all := texts(a)
	for _, w := range want {
		if !strings.Contains(all, w) {
			t.Errorf("the screen does not show %q:\n%s", w, all)
		}
	}
}

// typeIn types into a field of a form.
func typeIn(t testing.TB, f *form, name, text string) {
	t.Helper()
	field, ok := f.fields[name].(fyne.Focusable)
	if !ok {
		t.Fatalf("no field %s to type in", name)
	}
	test.Type(field, text)
}
