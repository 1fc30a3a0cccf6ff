package app

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/pdf"
)

// askSpelling lists the characters that no font has, with where they stand, and asks of
// each what is printed in its place: another character, or room to write it by hand. then
// gets the case with the decisions.
func (a *App) askSpelling(c *data.Case, missing *pdf.MissingGlyphs, then func(*data.Case)) {
	f := a.newForm()
	rows := a.desk.GlyphRows(c, missing)
	var typed []func() string
	for _, r := range rows {
		e := widget.NewEntry()
		e.OnChanged = func(string) { f.touch() }
		e.SetPlaceHolder(a.T("spelling.by_hand"))
		f.fields["spelling.as."+r.Char] = e
		f.grid.Add(widget.Row{
			Label: a.T("spelling.char", r.Char, fmt.Sprintf("%U", []rune(r.Char)[0])), Hint: strings.Join(r.Places, "、"), Field: e,
		})
		typed = append(typed, func() string { return strings.TrimSpace(e.Text) })
	}
	var d *widget.Dialog
	save := func() bool {
		now := c
		for i, r := range rows {
			spelled, err := a.desk.Spell(now, view.SpellForm{Char: r.Char, As: typed[i]()})
			if err != nil {
				c = now
				if !f.show(at(err, "spelling.as."+r.Char)) {
					a.fail(err)
				}
				return false
			}
			now = spelled
		}
		d.Close()
		then(now)
		return false
	}
	scroll := scrolling(f.grid)
	scroll.SetMinSize(fyne.NewSize(760, min(f.grid.MinSize().Height+dialogRoom, a.window.Canvas().Size().Height*0.5)))
	d = widget.NewDialog(a.window.Canvas(), a.T("spelling.title"), container.NewBorder(line(a.T("spelling.text")), nil, nil, nil, scroll),
		widget.Choice{Text: a.T("spelling.go_on"), Action: save}, widget.Choice{Text: a.T("form.cancel")})
}
