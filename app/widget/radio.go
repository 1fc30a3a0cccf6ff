package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Radio picks one of a few options, all in sight, such as 男 or 女. It is one stop for Tab: the arrow keys go from
// option to option, Enter goes on to the next field.
type Radio struct {
	fynewidget.DisableableWidget

	options []Option
	changed func(key string)
	chosen  int // -1 for none
	focused bool
	onFocus func()
	row     *fyne.Container
}

// NewRadio returns a Radio with nothing chosen. changed gets the key that the user chose; it may be nil.
func NewRadio(options []Option, changed func(key string)) *Radio {
	r := &Radio{options: slices.Clone(options), changed: changed, chosen: -1}
	var segments []fyne.CanvasObject
	for i := range options {
		segments = append(segments, newSegment(r, i))
	}
	r.row = container.NewHBox(segments...)
	r.ExtendBaseWidget(r)
	return r
}

// Key is the key of the chosen option, or "".
func (r *Radio) Key() string {
	if r.chosen < 0 {
		return ""
	}
	return r.options[r.chosen].Key
}

// SetKey chooses the option with that key, or none when there is no such option, without calling changed.
func (r *Radio) SetKey(key string) {
	r.chosen = slices.IndexFunc(r.options, func(o Option) bool { return o.Key == key })
	r.Refresh()
}

// choose is the user's choice.
func (r *Radio) choose(i int) {
	if r.Disabled() || i == r.chosen {
		return
	}
	r.chosen = i
	r.Refresh()
	if r.changed != nil {
		r.changed(r.Key())
	}
}

// FocusGained marks the options.
func (r *Radio) FocusGained() {
	r.focused = true
	r.Refresh()
	if r.onFocus != nil {
		r.onFocus()
	}
}

// FocusLost unmarks them.
func (r *Radio) FocusLost() {
	r.focused = false
	r.Refresh()
}

func (r *Radio) watchFocus(f func()) { r.onFocus = f }

// TypedRune implements fyne.Focusable.
func (r *Radio) TypedRune(rune) {}

// TypedKey goes through the options or leaves.
func (r *Radio) TypedKey(key *fyne.KeyEvent) {
	n := len(r.options)
	switch {
	case forwarded(key.Name):
		forwardKey(r, key)
	case isEnter(key.Name):
		focusNext(r)
	case n == 0:
	case key.Name == fyne.KeyRight, key.Name == fyne.KeyDown, key.Name == fyne.KeySpace:
		r.choose((r.chosen + 1) % n)
	case key.Name == fyne.KeyLeft, key.Name == fyne.KeyUp:
		r.choose((max(r.chosen, 0) + n - 1) % n)
	}
}

// CreateRenderer implements fyne.Widget.
func (r *Radio) CreateRenderer() fyne.WidgetRenderer { return fynewidget.NewSimpleRenderer(r.row) }

// Refresh shows what is chosen.
func (r *Radio) Refresh() {
	for _, o := range r.row.Objects {
		o.Refresh()
	}
	r.BaseWidget.Refresh()
}

// segment is one option of a Radio.
type segment struct {
	fynewidget.BaseWidget
	radio *Radio
	index int
}

func newSegment(r *Radio, index int) *segment {
	s := &segment{radio: r, index: index}
	s.ExtendBaseWidget(s)
	return s
}

// Tapped chooses the option.
func (s *segment) Tapped(*fyne.PointEvent) {
	if c := canvasOf(s); c != nil && !s.radio.Disabled() {
		c.Focus(s.radio)
	}
	s.radio.choose(s.index)
}

// CreateRenderer implements fyne.Widget.
func (s *segment) CreateRenderer() fyne.WidgetRenderer {
	r := &segmentRenderer{segment: s, tinted: newTinted()}
	r.Refresh()
	return r
}

type segmentRenderer struct {
	tinted
	segment *segment
}

// MinSize implements fyne.WidgetRenderer. Options are as high as other fields.
func (r *segmentRenderer) MinSize() fyne.Size {
	pad := r.segment.Theme().Size(theme.SizeNameInnerPadding)
	return r.text.MinSize().AddWidthHeight(3*pad, 2*pad)
}

// Layout implements fyne.WidgetRenderer.
func (r *segmentRenderer) Layout(size fyne.Size) {
	outline(r.ground, size)
	r.text.Resize(size)
}

// Refresh implements fyne.WidgetRenderer.
func (r *segmentRenderer) Refresh() {
	th, radio := r.segment.Theme(), r.segment.radio
	ink, ground, border := theme.ColorNameForeground, theme.ColorNameInputBackground, theme.ColorNameInputBorder
	if radio.focused {
		border = theme.ColorNamePrimary
	}
	switch chosen := radio.chosen == r.segment.index; {
	case radio.Disabled() && chosen:
		ink, ground = theme.ColorNameForeground, theme.ColorNameDisabledButton
	case radio.Disabled():
		ink, ground = theme.ColorNameDisabled, theme.ColorNameBackground
	case chosen:
		ink, ground = theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary
		if radio.focused {
			border = theme.ColorNameForeground
		}
	}
	r.text.Text = radio.options[r.segment.index].Label
	r.text.TextSize = th.Size(theme.SizeNameText)
	r.text.Color = colorIn(th, ink)
	r.ground.FillColor = colorIn(th, ground)
	r.ground.StrokeColor = colorIn(th, border)
	r.ground.StrokeWidth = th.Size(theme.SizeNameInputBorder)
	r.ground.CornerRadius = th.Size(theme.SizeNameInputRadius)
	canvas.Refresh(r.segment)
}

// Check is a box to tick. Space ticks it, Enter goes on to the next field.
type Check struct {
	fynewidget.Check
	onFocus func()
}

// NewCheck returns a box that is not ticked. changed is called with each change; it may be nil.
func NewCheck(label string, changed func(bool)) *Check {
	c := &Check{}
	c.Text, c.OnChanged = label, changed
	c.ExtendBaseWidget(c)
	return c
}

// FocusGained marks the box.
func (c *Check) FocusGained() {
	c.Check.FocusGained()
	if c.onFocus != nil {
		c.onFocus()
	}
}

func (c *Check) watchFocus(f func()) { c.onFocus = f }

// TypedKey leaves the box, or hands on what belongs to the window. Space arrives as a character.
func (c *Check) TypedKey(key *fyne.KeyEvent) {
	switch {
	case isEnter(key.Name):
		focusNext(c)
	case forwarded(key.Name):
		forwardKey(c, key)
	default:
		c.Check.TypedKey(key)
	}
}
