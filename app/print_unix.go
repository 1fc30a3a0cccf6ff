//go:build !windows

package app

import (
	"context"

	"fyne.io/fyne/v2/container"

	"woshou/app/printer"
	"woshou/app/view"
	"woshou/app/widget"
)

// choosePrinter lets the user choose printer, copies and sides; none is called when this
// computer has no printer.
func (p *printing) choosePrinter(chosen func(*printer.Printer, func(*view.Job) int), none func()) {
	background(func() (printer.Printers, error) { return printer.Find(context.Background()), nil }, func(found printer.Printers, _ error) {
		if len(found.Names) == 0 {
			none()
			return
		}
		p.askPrinter(found, chosen)
	})
}

func (p *printing) askPrinter(found printer.Printers, chosen func(*printer.Printer, func(*view.Job) int)) {
	a := p.app
	f := a.newForm()
	var list []widget.Option
	for _, n := range found.Names {
		list = append(list, widget.Option{Key: n, Label: n})
	}
	name := f.choice("print.printer*", found.Usual, list)
	copies := func() int { return 1 }
	own := func() bool { return false }
	if p.one {
		copies = f.count("print.copies*", max(1, p.copies))
	} else if p.copies > 1 {
		own = f.tick("print.own_copies", true)
		f.fields["print.own_copies"].(*widget.Check).SetText(a.T("print.own_copies_text", p.copies))
	}
	twoSided := f.tick("print.two_sided", true)
	var d *widget.Dialog
	start := func() bool {
		if err := f.err(); err != nil {
			f.show(err)
			return false
		}
		d.Close()
		n, several := max(1, copies()), own()
		chosen(&printer.Printer{Name: name(), TwoSided: twoSided()}, func(job *view.Job) int {
			if several {
				return job.Copies
			}
			return n
		})
		return false
	}
	leave := func() bool {
		d.Close()
		p.over()
		return false
	}
	content := container.NewVBox(f.grid)
	if p.note != "" {
		content.Add(warning(p.note))
	}
	d = widget.NewDialog(a.window.Canvas(), a.T("paper.to_print"), content,
		widget.Choice{Text: a.T("paper.start"), Action: start}, widget.Choice{Text: a.T("form.cancel"), Action: leave})
}
