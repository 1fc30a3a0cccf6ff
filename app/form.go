package app

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"woshou/app/widget"
	"woshou/data"
)

// form is a grid of fields named as the actions name them, so that an action's
// *data.Invalid finds its row. Adding a field returns the function that reads it.
type form struct {
	app    *App
	grid   *widget.FormGrid
	fields map[string]fyne.CanvasObject
	marked []fyne.CanvasObject
	// begin is the first field, where typing begins.
	begin fyne.Focusable
	// checks find what is typed but cannot be read; no action runs before they pass.
	checks []check
	// shows are the rules of fields that depend on a choice.
	shows []func()
	// elsewhere shows an error that belongs to none of the fields, if it can; nil when
	// there is nothing but the fields.
	elsewhere func(error) bool
	// touched is set by the first change a user makes; changed is called with each, nil for
	// nothing.
	touched bool
	changed func()
	// saved is set by the save: a second press of the same button saves nothing.
	saved bool
}

// check finds what is wrong with the text of one field.
type check struct {
	field fyne.CanvasObject
	err   func() error
}

func (a *App) newForm() *form {
	a.asked = &form{app: a, grid: widget.NewFormGrid(), fields: map[string]fyne.CanvasObject{}}
	return a.asked
}

// add puts a field under the label of its name; a name that ends in * is required.
func (f *form) add(name string, field fyne.CanvasObject) {
	bare := bareName(name)
	f.fields[bare] = field
	if f.begin == nil {
		f.begin = cursor(field)
	}
	f.grid.Add(widget.Row{Label: f.app.T("field." + bare), Required: bare != name, Hint: f.app.hint(bare), Field: field})
}

// bareName is a field's name without the star of a required one.
func bareName(name string) string { return strings.TrimSuffix(name, "*") }

// cursor is where typing begins in a field: in itself, or in the first of its boxes.
func cursor(field fyne.CanvasObject) fyne.Focusable {
	if focus, ok := field.(fyne.Focusable); ok {
		return focus
	}
	if column, ok := field.(*fyne.Container); ok {
		for _, o := range column.Objects {
			if focus := cursor(o); focus != nil {
				return focus
			}
		}
	}
	return nil
}

func (f *form) touch() {
	f.touched = true
	if f.changed != nil {
		f.changed()
	}
}

// when shows fields only while a choice has one of these values. A hidden field
// counts as empty, and a hidden choice hides what depends on it.
func (f *form) when(choice string, values []string, names ...string) {
	s := f.fields[choice].(*widget.Select)
	show := func() {
		for _, name := range names {
			if s.Visible() && slices.Contains(values, s.Key()) {
				f.fields[name].Show()
			} else {
				f.fields[name].Hide()
			}
		}
	}
	f.shows = append(f.shows, show)
	before := s.OnChanged
	s.OnChanged = func(label string) {
		before(label)
		f.showAll()
	}
	f.showAll()
}

// showAll shows and hides the fields that depend on choices, in the order of the rules.
func (f *form) showAll() {
	for _, show := range f.shows {
		show()
	}
	f.grid.Refresh()
}

// unlessHidden reads a field, or nothing of one that is hidden.
func unlessHidden[T any](field fyne.CanvasObject, read func() T) func() T {
	return func() (value T) {
		if field.Visible() {
			value = read()
		}
		return value
	}
}

func (f *form) text(name, value string) func() string {
	return f.entry(name, value, widget.NewEntry())
}

func (f *form) area(name, value string, rows int) func() string {
	return f.entry(name, value, widget.NewTextArea(rows))
}

// count is a whole number; the empty field is 0.
func (f *form) count(name string, value int) func() int {
	text := ""
	if value != 0 {
		text = strconv.Itoa(value)
	}
	return parsed(f, name, text, "count.form", func(text string) (int, bool) {
		n, err := strconv.Atoi(text)
		return n, err == nil && n >= 0 && n <= 100000
	})
}

// clock is a time of day, 09:30; it may be typed as 9:30 and with a Chinese colon.
func (f *form) clock(name, value string) func() string {
	return parsed(f, name, value, "time.form", func(text string) (string, bool) {
		t, err := time.Parse("15:04", strings.ReplaceAll(text, "：", ":"))
		return t.Format("15:04"), err == nil
	})
}

// parsed is a line of text that must mean something; the empty field is the zero
// value. code is the error of a text that means nothing.
func parsed[T any](f *form, name, text, code string, parse func(string) (T, bool)) func() T {
	typed := f.text(name, text)
	read := func() (value T, ok bool) {
		if text := strings.TrimSpace(typed()); text != "" {
			return parse(text)
		}
		return value, true
	}
	f.check(name, func() error {
		if _, ok := read(); !ok {
			return &data.Invalid{Field: bareName(name), Code: code}
		}
		return nil
	})
	return func() T {
		value, _ := read() // the checks have passed
		return value
	}
}

func (f *form) check(name string, err func() error) {
	f.checks = append(f.checks, check{f.fields[bareName(name)], err})
}

func (f *form) password(name string) func() string {
	return f.entry(name, "", widget.NewPasswordEntry())
}

func (f *form) entry(name, value string, e *widget.Entry) func() string {
	e.SetText(value)
	e.OnChanged = func(string) { f.touch() }
	f.add(name, e)
	return unlessHidden(e, func() string { return e.Text })
}

func (f *form) day(name string, value data.Day) func() data.Day {
	e := widget.NewDayEntry(f.app.today)
	e.SetDay(value)
	return checked(f, name, &e.Checked, e)
}

func (f *form) money(name string, value data.Fen) func() data.Fen {
	e := widget.NewMoneyEntry()
	e.SetValue(value)
	return checked(f, name, e, e)
}

func (f *form) resident(name string, value data.ResidentID) func() data.ResidentID {
	e := widget.NewIDEntry()
	e.SetValue(value)
	return checked(f, name, e, e)
}

func checked[T comparable](f *form, name string, e *widget.Checked[T], field fyne.CanvasObject) func() T {
	e.OnEdit = f.touch
	f.add(name, field)
	f.check(name, func() error {
		_, err := e.Value()
		var bad *data.Invalid
		if errors.As(err, &bad) {
			return &data.Invalid{Field: bareName(name), Code: bad.Code}
		}
		return err
	})
	return unlessHidden(field, func() T {
		v, _ := e.Value() // the checks have passed
		return v
	})
}

func (f *form) choice(name, key string, options []widget.Option) func() string {
	s := widget.NewSelect(f.app.T("form.pick"), distinct(options), nil)
	s.SetKey(key)
	s.OnChanged = func(string) { f.touch() }
	f.add(name, s)
	return unlessHidden(s, s.Key)
}

// distinct numbers the labels that stand in a list more than once: a list knows what
// was picked by its label.
func distinct(options []widget.Option) []widget.Option {
	out, times := slices.Clone(options), map[string]int{}
	for i, o := range out {
		times[o.Label]++
		if n := times[o.Label]; n > 1 {
			out[i].Label += "（" + strconv.Itoa(n) + "）"
		}
	}
	return out
}

func (f *form) tick(name string, on bool) func() bool {
	c := widget.NewCheck(f.app.T("yes"), nil)
	c.SetChecked(on)
	c.OnChanged = func(bool) { f.touch() }
	f.add(name, c)
	return unlessHidden(c, func() bool { return c.Checked })
}

// ticks is a column of boxes; it returns the keys of those that are on.
func (f *form) ticks(name string, options []widget.Option, on func(key string) bool) func() []string {
	column := container.NewVBox()
	for _, o := range options {
		c := widget.NewCheck(o.Label, nil)
		c.SetChecked(on(o.Key))
		c.OnChanged = func(bool) { f.touch() }
		column.Add(c)
	}
	f.add(name, column)
	return func() []string {
		var keys []string
		for i, o := range options {
			if column.Objects[i].(*widget.Check).Checked {
				keys = append(keys, o.Key)
			}
		}
		return keys
	}
}

// err returns the first thing typed that cannot be read.
func (f *form) err() error {
	for _, c := range f.checks {
		if err := c.err(); err != nil && c.field.Visible() {
			return err
		}
	}
	return nil
}

// at gives an error the name of the field where it is shown.
func at(err error, field string) error {
	var bad *data.Invalid
	if errors.As(err, &bad) {
		return &data.Invalid{Field: field, Code: bad.Code}
	}
	return err
}

// show puts an error at the field it belongs to; false when it belongs to none.
func (f *form) show(err error) bool {
	for _, o := range f.marked {
		f.grid.SetError(o, "")
	}
	f.marked = nil
	var bad *data.Invalid
	if !errors.As(err, &bad) {
		return false
	}
	field := f.fields[bad.Field]
	if field == nil || !field.Visible() {
		return false
	}
	f.marked = append(f.marked, field)
	f.grid.SetError(field, f.app.explain(err))
	if focus := cursor(field); focus != nil {
		f.app.window.Canvas().Focus(focus)
	}
	return true
}

// fail shows an error at its field, in the place the form has for it, or in a dialog.
func (f *form) fail(err error) {
	if !f.show(err) && (f.elsewhere == nil || !f.elsewhere(err)) {
		f.app.fail(err)
	}
}

// save runs an action, once, with what the form holds. It tells what came of it and
// reports success.
func (f *form) save(action func() error) bool {
	if f.saved {
		return false
	}
	err := f.err()
	if err == nil {
		err = action()
	}
	if err != nil {
		f.fail(err)
		return false
	}
	f.saved, f.touched = true, false
	return f.app.done(nil)
}

// ask shows a form in a dialog whose first button saves.
func (a *App) ask(title string, f *form, action func() error) {
	f.dialog(title, widget.Choice{Text: a.T("form.save"), Action: func() bool { return f.save(action) }})
}

// dialog shows the form with the button that it is for and one to leave, which asks
// before something typed is lost.
func (f *form) dialog(title string, do widget.Choice) *widget.Dialog {
	var d *widget.Dialog
	leave := func() bool {
		if !f.touched {
			return true
		}
		f.app.confirmLoss(func() { d.Close() })
		return false
	}
	d = widget.NewDialog(f.app.window.Canvas(), title, f.app.scrolled(f), do,
		widget.Choice{Text: f.app.T("form.cancel"), Action: leave})
	return d
}

// confirmLoss calls then if the user gives up what was typed and not saved.
func (a *App) confirmLoss(then func()) {
	widget.Confirm(a.window.Canvas(), widget.Question{
		Title: a.T("leave.title"), Text: a.T("leave.text"),
		Yes: a.T("leave.yes"), No: a.T("leave.no"), Danger: true,
	}, func(yes bool) {
		if yes {
			then()
		}
	})
}

// dialogRoom is for the notes that appear below fields while one types.
const dialogRoom = 56

// scrolled shows a form in a dialog as high as it needs and the window allows.
func (a *App) scrolled(f *form) fyne.CanvasObject {
	scroll := scrolling(f.grid)
	scroll.SetMinSize(fyne.NewSize(760, min(f.grid.MinSize().Height+dialogRoom, a.window.Canvas().Size().Height*0.62)))
	return scroll
}

// rows turns a list of the domain into the options of a choice.
func rows(list data.List) []widget.Option {
	var out []widget.Option
	for _, r := range list {
		out = append(out, widget.Option{Key: r.Code, Label: r.Name})
	}
	return out
}

// options names the values of a closed set by their words.
func options[T ~string](a *App, prefix string, values []T) []widget.Option {
	var out []widget.Option
	for _, v := range values {
		out = append(out, widget.Option{Key: string(v), Label: a.T(prefix + "." + string(v))})
	}
	return out
}

// joined puts the cells of a row on one line, the empty ones left out.
func joined(cells []string) string {
	var out []string
	for _, c := range cells {
		if c != "" {
			out = append(out, c)
		}
	}
	return strings.Join(out, "　")
}
