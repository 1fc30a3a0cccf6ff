package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Option is one of the values of a Select: the key is stored, the label is read.
type Option struct{ Key, Label string }

// Select picks one of a list. Space and the arrow keys up and down open the list, left and right step through it,
// Enter goes on to the next field.
type Select struct {
	fynewidget.Select

	options []Option
	focused bool
	onFocus func()
}

// NewSelect returns a Select that shows the placeholder until something is picked. changed gets the key, also when the
// program sets it; it may be nil.
func NewSelect(placeholder string, options []Option, changed func(key string)) *Select {
	s := &Select{}
	s.PlaceHolder = placeholder
	s.OnChanged = func(string) {
		if changed != nil {
			changed(s.Key())
		}
	}
	s.ExtendBaseWidget(s)
	s.SetChoices(options)
	return s
}

// SetChoices replaces the list and keeps what was picked if it is still there.
func (s *Select) SetChoices(options []Option) {
	key := s.Key()
	s.options = slices.Clone(options)
	s.Options = nil
	for _, o := range options {
		s.Options = append(s.Options, o.Label)
	}
	if i := s.index(key); i < 0 {
		s.Selected = ""
	}
	s.Refresh()
}

// Key is the key of what was picked, or "".
func (s *Select) Key() string {
	if i := s.SelectedIndex(); i >= 0 && i < len(s.options) {
		return s.options[i].Key
	}
	return ""
}

// SetKey picks the option with that key; a key that is not in the list picks nothing.
func (s *Select) SetKey(key string) {
	if i := s.index(key); i >= 0 {
		s.SetSelectedIndex(i)
		return
	}
	s.ClearSelected()
}

func (s *Select) index(key string) int {
	return slices.IndexFunc(s.options, func(o Option) bool { return o.Key == key })
}

// CreateRenderer draws Fyne's select with the border that our other fields have.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	return newRing(s.Select.CreateRenderer(), s, func() fyne.ThemeColorName {
		if s.focused {
			return theme.ColorNamePrimary
		}
		return theme.ColorNameInputBorder
	})
}

// Tapped opens the list.
func (s *Select) Tapped(e *fyne.PointEvent) {
	touched()
	s.Select.Tapped(e)
}

// MouseMoved notices the pointer.
func (s *Select) MouseMoved(e *desktop.MouseEvent) {
	touched()
	s.Select.MouseMoved(e)
}

// FocusGained marks the field.
func (s *Select) FocusGained() {
	s.focused = true
	s.Select.FocusGained()
	if s.onFocus != nil {
		s.onFocus()
	}
}

// FocusLost unmarks it.
func (s *Select) FocusLost() {
	s.focused = false
	s.Select.FocusLost()
}

func (s *Select) watchFocus(f func()) { s.onFocus = f }

// TypedKey opens the list, steps through it, or leaves the field.
func (s *Select) TypedKey(key *fyne.KeyEvent) {
	touched()
	switch {
	case s.Disabled():
	case isEnter(key.Name):
		focusNext(s)
	case forwarded(key.Name):
		forwardKey(s, key)
	default:
		s.Select.TypedKey(key)
	}
}
