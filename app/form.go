package app

import (
	"errors"
	"strconv"
	"strings"

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
	checks []func() error
	// touched is set by the first change a user makes.
	touched bool
}

func (a *App) newForm() *form {
	return &form{app: a, grid: widget.NewFormGrid(), fields: map[string]fyne.CanvasObject{}}
}

// add puts a field under the label of its name; a name that ends in * is required.
func (f *form) add(name string, field fyne.CanvasObject) {
	bare := strings.TrimSuffix(name, "*")
	f.fields[bare] = field
	if focus, ok := field.(fyne.Focusable); ok && f.begin == nil {
		f.begin = focus
	}
	f.grid.Add(widget.Row{Label: f.app.T("field." + bare), Required: bare != name, Hint: f.app.hint(bare), Field: field})
}

func (f *form) touch() { f.touched = true }

func (f *form) text(name, value string) func() string {
	e := widget.NewEntry()
	return f.entry(name, value, e)
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
	typed := f.text(name, text)
	read := func() (int, error) {
		if strings.TrimSpace(typed()) == "" {
			return 0, nil
		}
		n, err := strconv.Atoi(strings.TrimSpace(typed()))
		if err != nil || n < 0 || n > 100000 {
			return 0, &data.Invalid{Field: strings.TrimSuffix(name, "*"), Code: "count.form"}
		}
		return n, nil
	}
	f.checks = append(f.checks, func() error { _, err := read(); return err })
	return func() int { n, _ := read(); return n }
}

func (f *form) password(name string) func() string {
	return f.entry(name, "", widget.NewPasswordEntry())
}

func (f *form) entry(name, value string, e *widget.Entry) func() string {
	e.SetText(value)
	e.OnChanged = func(string) { f.touch() }
	f.add(name, e)
	return func() string { return e.Text }
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
	f.checks = append(f.checks, func() error {
		_, err := e.Value()
		var bad *data.Invalid
		if errors.As(err, &bad) {
			return &data.Invalid{Field: strings.TrimSuffix(name, "*"), Code: bad.Code}
		}
		return err
	})
	return func() T {
		v, _ := e.Value() // the checks have passed
		return v
	}
}

func (f *form) choice(name, key string, options []widget.Option) func() string {
	s := widget.NewSelect(f.app.T("form.pick"), options, nil)
	s.SetKey(key)
	s.OnChanged = func(string) { f.touch() }
	f.add(name, s)
	return s.Key
}

func (f *form) tick(name string, on bool) func() bool {
	c := widget.NewCheck(f.app.T("yes"), nil)
	c.SetChecked(on)
	c.OnChanged = func(bool) { f.touch() }
	f.add(name, c)
	return func() bool { return c.Checked }
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
	for _, check := range f.checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// show puts an error at the field it belongs to; false when it belongs to none.
func (f *form) show(err error) bool {
	for _, o := range f.marked {
		f.grid.SetError(o, "")
	}
	f.marked = nil
	var bad *data.Invalid
	if !errors.As(err, &bad) || f.fields[bad.Field] == nil {
		return false
	}
	field := f.fields[bad.Field]
	f.marked = append(f.marked, field)
	f.grid.SetError(field, f.app.explain(err))
	if focus, ok := field.(fyne.Focusable); ok {
		f.app.window.Canvas().Focus(focus)
	}
	return true
}

// save runs an action with what the form holds. An error goes to its field or to a
// dialog; success is told. It reports success.
func (f *form) save(action func() error) bool {
	err := f.err()
	if err == nil {
		err = action()
	}
	if err != nil {
		if !f.show(err) {
			f.app.fail(err)
		}
		return false
	}
	f.touched = false
	return f.app.done(nil)
}

// ask shows a form in a dialog whose first button saves.
func (a *App) ask(title string, f *form, action func() error) {
	widget.NewDialog(a.window.Canvas(), title, a.scrolled(f),
		widget.Choice{Text: a.T("form.save"), Action: func() bool { return f.save(action) }},
		widget.Choice{Text: a.T("form.cancel")})
}

// scrolled shows a form in a dialog as high as it needs and the window allows.
func (a *App) scrolled(f *form) fyne.CanvasObject {
	scroll := scrolling(f.grid)
	scroll.SetMinSize(fyne.NewSize(760, min(f.grid.MinSize().Height+20, a.window.Canvas().Size().Height*0.62)))
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
