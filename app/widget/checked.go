package widget

import (
	"strings"

	"fyne.io/fyne/v2"

	"woshou/data"
)

// Note is the line below a field.
type Note struct {
	Text string
	Bad  bool // an error, not help
}

// A noter has something to say below itself.
type noter interface{ setNote(func(Note)) }

// Checked is an Entry whose text must be a T. It does not nag while one types: an error shows on leaving, when a
// right text is also put into its standard form. Use OnEdit or OnValue, not OnChanged.
type Checked[T comparable] struct {
	Entry

	// OnEdit is called with each change that the user makes, whether the text is right or not.
	OnEdit func()
	// OnValue is called with each valid value as it is typed; the empty field is the zero value. The text may be
	// wrong a character later: ask Value before saving.
	OnValue func(T)

	parse    func(string) (T, error)
	format   func(T) string
	describe func(T) string // the note for a valid value
	note     func(Note)
}

// MoneyEntry takes yuan and gives fen; it spells the amount in capitals below as it is typed.
type MoneyEntry = Checked[data.Fen]

// IDEntry takes a resident identity number and shows whose it can be: sex and birthday.
type IDEntry = Checked[data.ResidentID]

// NewMoneyEntry returns an empty field for an amount.
func NewMoneyEntry() *MoneyEntry {
	e := &MoneyEntry{parse: parseAmount, format: data.Fen.Grouped, describe: data.Fen.Capitals}
	e.start(e)
	return e
}

// parseAmount reads an amount that a case can hold.
func parseAmount(s string) (data.Fen, error) {
	f, err := data.ParseYuan(s)
	if err != nil {
		return 0, err
	}
	return f, data.CheckAmount(f)
}

// NewIDEntry returns an empty field for an identity number.
func NewIDEntry() *IDEntry {
	e := &IDEntry{
		parse:    data.ParseResidentID,
		format:   func(id data.ResidentID) string { return string(id) },
		describe: describeID,
	}
	e.MaxLength = 24 // 18 and some spaces
	e.start(e)
	return e
}

func describeID(id data.ResidentID) string {
	sex := words.Female
	if id.Male() {
		sex = words.Male
	}
	return sex + "，" + id.Birth().Chinese()
}

// start makes the field ready inside self.
func (e *Checked[T]) start(self fyne.Widget) {
	e.init(self)
	e.OnChanged = func(string) { e.typed() }
	e.OnLeave = e.left
}

// Value is what the text means; the error is that of the field's parser, nil for the empty field.
func (e *Checked[T]) Value() (T, error) {
	var none T
	if strings.TrimSpace(e.Text) == "" {
		return none, nil
	}
	return e.parse(e.Text)
}

// SetValue shows v, or nothing for the zero value, without calling OnValue.
func (e *Checked[T]) SetValue(v T) {
	var none T
	text := ""
	if v != none {
		text = e.format(v)
	}
	e.OnChanged = nil
	e.SetText(text)
	e.OnChanged = func(string) { e.typed() }
	e.say(v, nil)
}

// typed follows the text while it is written.
func (e *Checked[T]) typed() {
	if e.OnEdit != nil {
		e.OnEdit()
	}
	v, err := e.Value()
	if err != nil {
		e.tell(Note{})
		return
	}
	e.say(v, nil)
	if e.OnValue != nil {
		e.OnValue(v)
	}
}

// left checks the text when the focus goes.
func (e *Checked[T]) left() {
	v, err := e.Value()
	if err != nil {
		e.say(v, err)
		return
	}
	e.SetValue(v)
}

// say shows what the text means, or what is wrong with it.
func (e *Checked[T]) say(v T, err error) {
	var none T
	switch {
	case err != nil:
		e.tell(Note{Text: words.Explain(err), Bad: true})
	case v == none:
		e.tell(Note{})
	default:
		e.tell(Note{Text: e.describe(v)})
	}
}

func (e *Checked[T]) tell(n Note) {
	if e.note != nil {
		e.note(n)
	}
}

func (e *Checked[T]) setNote(show func(Note)) { e.note = show }
