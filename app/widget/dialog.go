package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Dialog is a question above everything else. Enter presses the button with the focus, or the proposed one when
// nothing has it; Esc presses the last; the arrow keys go from button to button.
type Dialog struct {
	canvas  fyne.Canvas
	popup   *fynewidget.PopUp
	overlay fyne.CanvasObject    // what stands above the window for the popup
	keys    func(*fyne.KeyEvent) // of the window, put back on closing
	buttons []*Button
	before  fyne.Focusable
}

// dialogs are the open ones by what stands above the window for them.
var dialogs = map[fyne.CanvasObject]*Dialog{}

// Choice is a button of a dialog.
type Choice struct {
	Text   string
	Danger bool        // cannot be undone; never proposed
	Action func() bool // reports whether the dialog may close; nil just closes
}

// dialogWidth is in Fyne's units at the normal size of type.
const dialogWidth = 520

// NewDialog shows content under a title with one button for each choice; the last one is for leaving without a change
// and is what Esc does. The first field of the content gets the focus, or else the proposed button: the first that
// is no danger.
func NewDialog(c fyne.Canvas, title string, content fyne.CanvasObject, choices ...Choice) *Dialog {
	d := &Dialog{canvas: c, keys: c.OnTypedKey(), before: c.Focused()}
	row := container.NewHBox(layout.NewSpacer())
	var proposed *Button
	for i, choice := range choices {
		b := NewButton(choice.Text, func() { d.choose(choice) })
		b.onArrow = func(step int) { c.Focus(d.buttons[(i+step+len(choices))%len(choices)]) }
		switch {
		case choice.Danger:
			b.Importance = fynewidget.DangerImportance
		case proposed == nil:
			b.Importance = fynewidget.HighImportance
			proposed = b
		}
		d.buttons = append(d.buttons, b)
		row.Add(b)
	}
	head := fynewidget.NewRichText(&fynewidget.TextSegment{
		Text:  title,
		Style: fynewidget.RichTextStyle{SizeName: theme.SizeNameSubHeadingText, TextStyle: fyne.TextStyle{Bold: true}},
	})
	body := container.NewBorder(head, row, nil, nil, content)
	d.popup = fynewidget.NewModalPopUp(container.NewPadded(body), c)
	d.open(firstFocus(content, proposed))
	return d
}

// open shows the dialog, or puts it behind the window's curtain.
func (d *Dialog) open(first fyne.Focusable) {
	if cur := drawn[d.canvas]; cur != nil {
		cur.put(d, first)
		return
	}
	d.canvas.SetOnTypedKey(d.typed)
	d.show()
	if first != nil {
		d.canvas.Focus(first)
	}
}

func (d *Dialog) show() {
	d.popup.Show()
	d.overlay = d.canvas.Overlays().Top()
	dialogs[d.overlay] = d
	d.fit()
}

// fit gives the dialog its width and the height that its text then needs.
func (d *Dialog) fit() {
	const normal = 17 // the type size dialogWidth is given for
	width := min(dialogWidth*theme.TextSize()/normal, d.canvas.Size().Width-4*theme.Padding())
	d.popup.Resize(fyne.NewSize(width, d.popup.MinSize().Height))
	d.popup.Resize(fyne.NewSize(width, d.popup.MinSize().Height))
}

// firstFocus is what a dialog begins with: the first thing in the content that takes the focus, or else the button.
func firstFocus(content fyne.CanvasObject, proposed *Button) fyne.Focusable {
	if field := firstField(content); field != nil {
		return field
	}
	if proposed != nil {
		return proposed
	}
	return nil
}

// firstField finds the first visible object that takes the focus.
func firstField(o fyne.CanvasObject) fyne.Focusable {
	switch o := o.(type) {
	case fyne.Focusable:
		return o
	case *FormGrid:
		return firstField(o.body)
	case *fyne.Container:
		for _, child := range o.Objects {
			if f := firstField(child); f != nil && child.Visible() {
				return f
			}
		}
	case *container.Scroll:
		return firstField(o.Content)
	}
	return nil
}

// typed gets the keys that nothing in the dialog wants.
func (d *Dialog) typed(key *fyne.KeyEvent) {
	switch {
	case key.Name == fyne.KeyEscape:
		d.buttons[len(d.buttons)-1].press()
	case isEnter(key.Name):
		for _, b := range d.buttons {
			if b.Importance == fynewidget.HighImportance {
				b.press()
			}
		}
	}
}

func (d *Dialog) choose(choice Choice) {
	if choice.Action == nil || choice.Action() {
		d.Close()
	}
}

// Close takes the dialog away and gives the focus back. A second call does nothing.
func (d *Dialog) Close() {
	if d.popup == nil {
		return
	}
	covered := drawn[d.canvas].take(d)
	delete(dialogs, d.overlay)
	d.popup.Hide()
	d.popup = nil
	if covered {
		return
	}
	d.canvas.SetOnTypedKey(d.keys)
	d.canvas.Unfocus()
	if o, ok := d.before.(fyne.CanvasObject); ok && fyne.CurrentApp().Driver().CanvasForObject(o) == d.canvas {
		d.canvas.Focus(d.before)
	}
}

// Question is what Confirm asks.
type Question struct {
	Title, Text string
	Yes, No     string // "" for the usual words
	Danger      bool   // yes cannot be undone: the focus starts on no
}

// Confirm asks for a yes or no. Esc is no.
func Confirm(c fyne.Canvas, q Question, answer func(yes bool)) *Dialog {
	var d *Dialog
	reply := func(yes bool) func() bool {
		return func() bool {
			d.Close() // before the answer, which may open the next dialog
			answer(yes)
			return false
		}
	}
	d = NewDialog(c, q.Title, prose(q.Text),
		Choice{Text: or(q.Yes, words.OK), Danger: q.Danger, Action: reply(true)},
		Choice{Text: or(q.No, words.Cancel), Action: reply(false)})
	return d
}

// Message says something that must be seen. Enter and Esc close it; closed may be nil.
func Message(c fyne.Canvas, title, text string, closed func()) *Dialog {
	var d *Dialog
	d = NewDialog(c, title, prose(text), Choice{Text: words.OK, Action: func() bool {
		d.Close()
		if closed != nil {
			closed()
		}
		return false
	}})
	return d
}

// prose is text that breaks as Chinese does.
func prose(text string) fyne.CanvasObject {
	l := fynewidget.NewLabel(text)
	l.Wrapping = fyne.TextWrapBreak
	return l
}

// or is s, or other when s is empty.
func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
