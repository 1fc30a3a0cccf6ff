package widget

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"

	"woshou/app/ime"
)

// Entry is a text field for Chinese. The input method's box follows its caret; Enter goes on to the next field, or
// submits when OnSubmitted is set; shortcuts that are not editing reach the window, as do Esc and the function keys.
// Tab always leaves the field. Do not bind it to data: a two-way binding breaks composing.
type Entry struct {
	fynewidget.Entry

	// MaxLength is the largest number of characters, 0 for any number.
	MaxLength int
	// OnLeave is called when the field loses the focus.
	OnLeave func()

	self    fyne.Widget // the widget that embeds this one, as the window knows it
	focused bool
	onFocus func()
}

// NewEntry returns a field of one line.
func NewEntry() *Entry {
	e := &Entry{}
	e.init(e)
	return e
}

// NewPasswordEntry returns a field of one line that hides what is typed.
func NewPasswordEntry() *Entry {
	e := &Entry{}
	e.Password = true
	e.init(e)
	return e
}

// NewTextArea returns a field of many lines and shows that many of them. Lines break between any two characters, as
// Chinese does; Enter starts a new line.
func NewTextArea(rows int) *Entry {
	e := &Entry{}
	e.MultiLine = true
	e.init(e)
	e.Wrapping = fyne.TextWrapBreak
	e.SetMinRowsVisible(rows)
	return e
}

// init prepares the field inside self, the widget that embeds it.
func (e *Entry) init(self fyne.Widget) {
	e.self = self
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	e.OnCursorChanged = e.followCaret
	e.ExtendBaseWidget(self)
}

// AcceptsTab is false: Tab goes to the next field also from a text of many lines.
func (e *Entry) AcceptsTab() bool { return false }

// FocusGained shows the caret and tells the input method where it is.
func (e *Entry) FocusGained() {
	e.focused = true
	e.Entry.FocusGained()
	if e.onFocus != nil {
		e.onFocus()
	}
	e.followCaret()
}

func (e *Entry) watchFocus(f func()) { e.onFocus = f }

// FocusLost hides the caret and calls OnLeave.
func (e *Entry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
	if e.OnLeave != nil {
		e.OnLeave()
	}
}

// TypedKey handles a key that is not text.
func (e *Entry) TypedKey(key *fyne.KeyEvent) {
	touched()
	switch {
	case forwarded(key.Name):
		forwardKey(e.self, key)
	case isEnter(key.Name) && !e.MultiLine:
		e.enter()
	case isEnter(key.Name) && e.full():
	default:
		e.Entry.TypedKey(key)
	}
}

// enter submits, or goes on to the next field.
func (e *Entry) enter() {
	switch {
	case e.Disabled():
	case e.OnSubmitted != nil:
		e.OnSubmitted(e.Text)
	default:
		focusNext(e.self)
	}
}

// TypedRune inserts a character, unless the field is full.
func (e *Entry) TypedRune(r rune) {
	touched()
	if e.full() {
		return
	}
	e.Entry.TypedRune(r)
}

// full reports whether no character can be added. A selection makes room, because typing replaces it.
func (e *Entry) full() bool {
	return e.MaxLength > 0 && e.SelectedText() == "" && utf8.RuneCountInString(e.Text) >= e.MaxLength
}

// TypedShortcut edits when the shortcut is for editing and hands any other on to the window.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	if custom, ok := s.(*desktop.CustomShortcut); ok && !editing(custom.KeyName) {
		forwardShortcut(e.self, s)
		return
	}
	e.Entry.TypedShortcut(s)
	if _, ok := s.(*fyne.ShortcutPaste); ok {
		e.shorten()
	}
}

// shorten cuts what a paste put beyond MaxLength.
func (e *Entry) shorten() {
	if text := []rune(e.Text); e.MaxLength > 0 && len(text) > e.MaxLength {
		e.SetText(string(text[:e.MaxLength]))
	}
}

// editing reports whether the key together with Ctrl edits text.
func editing(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	}
	return false
}

// followCaret tells the input method where the caret is.
func (e *Entry) followCaret() {
	if !e.focused {
		return
	}
	th := e.Theme()
	line := fyne.MeasureText("国", th.Size(theme.SizeNameText), e.TextStyle)
	ime.Caret(e.self, e.CursorPosition(), line.Height)
}
