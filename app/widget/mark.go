package widget

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"
)

// StatusChip is a word on a tinted ground: where a case stands, how far away a deadline is.
type StatusChip struct {
	fynewidget.BaseWidget
	tone Tone
	text string
}

// NewStatusChip returns a chip.
func NewStatusChip(tone Tone, text string) *StatusChip {
	c := &StatusChip{tone: tone, text: text}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes what the chip says.
func (c *StatusChip) Set(tone Tone, text string) {
	c.tone, c.text = tone, text
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *StatusChip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{chip: c, tinted: newTinted()}
	r.Refresh()
	return r
}

// tinted is what chips and segments are drawn of: a word on a ground.
type tinted struct {
	ground *canvas.Rectangle
	text   *canvas.Text
}

func newTinted() tinted {
	return tinted{ground: canvas.NewRectangle(color.Transparent), text: newCellText()}
}

// Destroy implements fyne.WidgetRenderer.
func (t tinted) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (t tinted) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{t.ground, t.text} }

type chipRenderer struct {
	tinted
	chip *StatusChip
}

// MinSize implements fyne.WidgetRenderer.
func (r *chipRenderer) MinSize() fyne.Size {
	pad := r.chip.Theme().Size(theme.SizeNamePadding)
	return r.text.MinSize().AddWidthHeight(4*pad, pad)
}

// Layout keeps the chip its natural size, at the left and in the middle of what it is given.
func (r *chipRenderer) Layout(size fyne.Size) {
	natural := r.MinSize()
	natural.Width = min(natural.Width, size.Width)
	at := fyne.NewPos(0, (size.Height-natural.Height)/2)
	r.ground.Move(at)
	r.ground.Resize(natural)
	r.ground.CornerRadius = natural.Height / 2
	r.text.Move(at)
	r.text.Resize(natural)
}

// Refresh implements fyne.WidgetRenderer.
func (r *chipRenderer) Refresh() {
	th := r.chip.Theme()
	r.text.Text = r.chip.text
	r.text.TextSize = th.Size(theme.SizeNameCaptionText)
	r.text.Color = colorIn(th, r.chip.tone.color())
	r.ground.FillColor = tint(th, r.chip.tone)
	r.ground.Hidden = r.chip.text == ""
	r.Layout(r.chip.Size())
	canvas.Refresh(r.chip)
}

// Steps shows the stages of a case in a row: those done, the one now, those to come. Each is a button to go there.
type Steps struct {
	fynewidget.BaseWidget
	names   []string
	current int
	goTo    func(int)
	row     *fyne.Container
}

// NewSteps returns the row with the first stage as the current one. goTo gets the stage that was chosen.
func NewSteps(names []string, goTo func(int)) *Steps {
	s := &Steps{names: names, goTo: goTo, row: container.NewHBox()}
	s.ExtendBaseWidget(s)
	s.SetCurrent(0)
	return s
}

// SetCurrent makes stage i the current one and those before it done. len(names) means that all are done.
func (s *Steps) SetCurrent(i int) {
	s.current = i
	s.row.Objects = nil
	for n, name := range s.names {
		if n > 0 {
			s.row.Add(fynewidget.NewLabel("›"))
		}
		s.row.Add(s.stage(n, name))
	}
	s.row.Refresh()
}

// stage is the button of one stage; done stages have a tick in place of their number.
func (s *Steps) stage(n int, name string) fyne.CanvasObject {
	b := NewButton(strconv.Itoa(n+1)+" "+name, func() { s.goTo(n) })
	switch {
	case n < s.current:
		b.Text = name
		b.SetIcon(theme.ConfirmIcon())
		b.Importance = fynewidget.LowImportance
	case n == s.current:
		b.Importance = fynewidget.HighImportance
	}
	return b
}

// CreateRenderer implements fyne.Widget.
func (s *Steps) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(s.row) }
