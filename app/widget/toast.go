package widget

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// Toasts shows short notices that go away by themselves, such as 已保存. They take no clicks and no focus.
type Toasts struct {
	after func(time.Duration, func())
	layer *fyne.Container
	box   *fyne.Container
	text  *canvas.Text
	card  *canvas.Rectangle
	shown int // counts notices, so that the end of an older one does not hide a newer
	quiet bool
}

// toastTime is how long a notice stays: long enough to read slowly.
const toastTime = 4 * time.Second

// NewToasts returns the place for notices. after calls a function in the window's goroutine when the time is over.
func NewToasts(after func(time.Duration, func())) *Toasts {
	t := &Toasts{after: after, text: newCellText(), card: canvas.NewRectangle(color.Transparent)}
	t.card.CornerRadius = 8
	t.box = container.NewStack(t.card, container.New(layout.NewCustomPaddedLayout(10, 10, 22, 22), t.text))
	t.layer = container.NewBorder(nil,
		container.New(layout.NewCustomPaddedLayout(0, 56, 0, 0), container.NewHBox(layout.NewSpacer(), t.box, layout.NewSpacer())),
		nil, nil)
	t.box.Hide()
	return t
}

// Layer goes on top of the window's content, in a container.NewStack.
func (t *Toasts) Layer() fyne.CanvasObject { return t.layer }

// Silence takes the notice away and shows none until it is lifted: the window is locked.
func (t *Toasts) Silence(on bool) {
	t.quiet = on
	if on {
		t.box.Hide()
	}
}

// Show shows a notice in place of an older one.
func (t *Toasts) Show(tone Tone, text string) {
	if t.quiet {
		return
	}
	th := fyne.CurrentApp().Settings().Theme()
	t.text.Text = text
	t.text.TextSize = th.Size(theme.SizeNameText)
	t.text.Color = colorIn(th, theme.ColorNameForegroundOnPrimary)
	t.card.FillColor = colorIn(th, tone.color())
	t.box.Show()
	t.layer.Refresh()
	t.shown++
	mine := t.shown
	t.after(toastTime, func() {
		if mine == t.shown {
			t.box.Hide()
		}
	})
}
