package app

import (
	"errors"

	"woshou/app/printer"
	"woshou/app/view"
	"woshou/app/widget"
)

// choosePrinter shows the system's dialog; none is called when this computer has no
// printer.
func (p *printing) choosePrinter(chosen func(*printer.Printer, func(*view.Job) int), none func()) {
	show := func() {
		background(func() (*printer.Printer, error) {
			return printer.Choose(0, p.copies, true, !p.one)
		}, func(found *printer.Printer, err error) {
			switch {
			case errors.Is(err, printer.ErrNoPrinter):
				none()
			case err != nil:
				p.app.fail(err)
				p.over()
			case found == nil: // the user left the dialog
				p.over()
			default:
				chosen(found, func(job *view.Job) int { return job.Copies })
			}
		})
	}
	if p.note == "" {
		show()
		return
	}
	a := p.app
	widget.Confirm(a.window.Canvas(), widget.Question{Title: a.T("paper.to_print"), Text: p.note, Yes: a.T("paper.start")}, func(yes bool) {
		if yes {
			show()
		} else {
			p.over()
		}
	})
}
