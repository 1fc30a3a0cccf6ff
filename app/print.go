package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"woshou/app/printer"
	"woshou/app/view"
	"woshou/app/widget"
)

// printing is papers that are to be put on paper, by a printer or as PDF files.
type printing struct {
	app   *App
	batch *view.Batch
	// one is a single paper, of which the user says how many copies; copies is how many
	// are proposed. Of several papers each has its own number when asked for.
	one    bool
	copies int
	// note is what to know before; "" is nothing.
	note string
	// secret papers must not stay on this computer.
	secret bool
	// done is called when it is over, whatever came of it.
	done func()
}

// followTime is how long a paper is given to come out.
const followTime = 20 * time.Second

// toPrinter asks for a printer and prints.
func (p *printing) toPrinter() {
	p.choosePrinter(func(chosen *printer.Printer, copies func(*view.Job) int) {
		p.batch.TwoSided = chosen.TwoSided
		p.run(&printerOutlet{printer: chosen, copies: copies, follow: p.app.follow})
	}, func() {
		a := p.app
		if p.secret {
			widget.Message(a.window.Canvas(), a.T("paper.not_printed"), a.T("paper.no_printer")+"\n\n"+a.T("recovery.by_hand"), p.over)
			return
		}
		a.offer(a.T("paper.not_printed"), a.T("paper.no_printer"),
			choice{a.T("preview.save"), p.toFolder}, choice{a.T("form.cancel"), p.over})
	})
}

// toFolder keeps the papers as PDF files in the folder of papers.
func (p *printing) toFolder() {
	p.batch.TwoSided = false
	p.batch.Join()
	p.run(&folderOutlet{dir: p.app.Paths.Papers()})
}

// outlet is a way to paper that knows the work's context and can tell what came of it.
type outlet interface {
	view.Outlet
	during(ctx context.Context)
	// told is what the user reads when all is out: a title and a text, the title alone
	// for a passing notice.
	told(a *App, done int) (title, text string)
	close()
}

// run hands the papers to the outlet behind a dialog that says how far it is.
func (p *printing) run(out outlet) {
	a := p.app
	withContext(a, a.T("paper.to_print"), func(ctx context.Context, progress view.Progress) (struct{}, error) {
		out.during(ctx)
		return struct{}{}, p.batch.Go(out, progress)
	}, func(_ struct{}, err error) { p.came(out, err) })
}

// came tells what came of it, and asks where only a person can see it.
func (p *printing) came(out outlet, err error) {
	a := p.app
	var unsure *view.Unsure
	switch {
	case err == nil:
		out.close()
		p.tell(out)
	case errors.As(err, &unsure):
		p.askWaiting(out, unsure)
	case errors.Is(err, view.ErrStopped), errors.Is(err, context.Canceled):
		out.close()
		a.toasts.Show(widget.Info, a.T("paper.stopped", p.batch.Done, p.batch.Left()))
		p.over()
	case errors.Is(err, errNotTaken):
		a.Log.Warn("print", "error", err)
		p.askAgain(out)
	default:
		out.close()
		a.fail(err)
		p.over()
	}
}

// tell says that all is out, and what of many papers is not.
func (p *printing) tell(out outlet) {
	a := p.app
	title, text := out.told(a, p.batch.Done)
	if n := len(p.batch.Skipped); n > 0 {
		text = strings.TrimSpace(text + "\n\n" + a.T("batch.not_printed", n) + "\n" + strings.Join(p.batch.Skipped[:min(n, mostNamed)], "\n"))
		if n > mostNamed {
			text += "\n" + a.T("batch.more", n-mostNamed)
		}
	}
	if text == "" {
		a.toasts.Show(widget.Good, title)
		p.over()
	} else {
		a.tellLong(title, text, p.over)
	}
	a.Log.Info("printed", "papers", p.batch.Done)
}

func (p *printing) over() {
	if p.done != nil {
		p.done()
	}
}

// askAgain says that the printer did not take a paper and what can be done.
func (p *printing) askAgain(out outlet) {
	a := p.app
	choices := []choice{{a.T("paper.again"), func() { p.run(out) }}}
	if !p.secret {
		choices = append(choices, choice{a.T("preview.save"), func() { out.close(); p.toFolder() }})
	}
	choices = append(choices, choice{a.T("form.cancel"), func() { out.close(); p.over() }})
	a.offer(a.T("paper.not_printed"), a.T("paper.failed")+p.counted(), choices...)
}

// askWaiting asks whether a paper is on paper that the printing system still has.
func (p *printing) askWaiting(out outlet, u *view.Unsure) {
	a := p.app
	text := a.T("paper.waiting", strings.TrimSuffix(p.batch.Job().File, ".pdf"))
	if u.Why != "" {
		text += "\n" + a.T("paper.why."+u.Why)
	}
	settle := func(came bool) func() {
		return func() {
			if err := p.batch.Settle(out, came); err != nil {
				out.close()
				a.fail(err)
				p.over()
				return
			}
			if came {
				p.run(out) // with what is left
				return
			}
			out.close()
			a.toasts.Show(widget.Warn, a.T("paper.taken_back"))
			p.over()
		}
	}
	a.offer(a.T("paper.waiting_title"), text+p.counted(), choice{a.T("paper.wait"), func() { p.run(out) }},
		choice{a.T("paper.came"), settle(true)}, choice{a.T("paper.came_not"), settle(false)})
}

// counted says how many of several papers are out already.
func (p *printing) counted() string {
	if len(p.batch.Items) < 2 {
		return ""
	}
	return "\n\n" + p.app.T("paper.counted", p.batch.Done, p.batch.Left())
}

// choice is a button of a question and what it does; the last is also what Esc does.
type choice struct {
	text string
	do   func()
}

// offer asks a question with several answers.
func (a *App) offer(title, text string, answers ...choice) {
	var d *widget.Dialog
	var buttons []widget.Choice
	for _, c := range answers {
		buttons = append(buttons, widget.Choice{Text: c.text, Action: func() bool {
			d.Close() // before the answer, which may open the next dialog
			c.do()
			return false
		}})
	}
	d = widget.NewDialog(a.window.Canvas(), title, line(text), buttons...)
}

// tellLong says something that may be too long for the window.
func (a *App) tellLong(title, text string, closed func()) {
	var d *widget.Dialog
	d = widget.NewDialog(a.window.Canvas(), title, a.held(line(text)), widget.Choice{Text: a.T("form.ok"), Action: func() bool {
		d.Close()
		closed()
		return false
	}})
}

// errNotTaken says that the printing system did not take a paper, or gave it up.
var errNotTaken = errors.New("the printer did not take the paper")

// printerOutlet hands papers to a printer and follows them.
type printerOutlet struct {
	printer *printer.Printer
	copies  func(*view.Job) int
	follow  time.Duration
	ctx     context.Context
	job     *printer.Job
}

func (o *printerOutlet) during(ctx context.Context) { o.ctx = ctx }
func (o *printerOutlet) close()                     { o.printer.Close() }

func (o *printerOutlet) told(a *App, done int) (title, text string) {
	return a.T("paper.printed_on", o.printer.Name, done), ""
}

// Put implements view.Outlet.
func (o *printerOutlet) Put(job *view.Job) error {
	sent, err := o.printer.Send(o.ctx, printer.Paper{
		Title: strings.TrimSuffix(job.File, ".pdf"), PDF: job.PDF, Pages: job.Document.Pages, Page: job.Page, Copies: o.copies(job),
	})
	if err != nil {
		return fmt.Errorf("%w: %w", errNotTaken, err)
	}
	o.job = sent
	return o.Again()
}

// Again implements view.Outlet.
func (o *printerOutlet) Again() error {
	ctx, cancel := context.WithTimeout(o.ctx, o.follow)
	defer cancel()
	state, why := o.job.Follow(ctx)
	switch state {
	case printer.Out:
		return nil
	case printer.Failed:
		o.Drop()
		return errNotTaken
	}
	return &view.Unsure{Why: string(why)}
}

// Drop implements view.Outlet.
func (o *printerOutlet) Drop() {
	_ = o.job.Cancel(context.WithoutCancel(o.ctx)) // it may be gone already
}

// folderOutlet writes papers as PDF files.
type folderOutlet struct {
	dir string
	// numbered puts the place among many papers before each name.
	numbered bool
	last     string
	n        int
}

func (o *folderOutlet) during(context.Context) {}
func (o *folderOutlet) close()                 {}
func (o *folderOutlet) Again() error           { return nil }
func (o *folderOutlet) Drop()                  {}

func (o *folderOutlet) told(a *App, done int) (title, text string) {
	switch done {
	case 0:
		return a.T("batch.nothing"), ""
	case 1:
		return a.T("paper.saved"), a.T("paper.saved_text", o.last)
	}
	return a.T("paper.saved"), a.T("paper.saved_many", done, o.dir)
}

// Put implements view.Outlet.
func (o *folderOutlet) Put(job *view.Job) error {
	o.n++
	name := job.File
	if o.numbered {
		name = fmt.Sprintf("%03d %s", o.n, name)
	}
	path, err := writePaper(o.dir, name, job.PDF)
	o.last = path
	return err
}

// writePaper writes a new file that only this user may read and never replaces one.
func writePaper(folder, name string, pdf []byte) (string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of papers: %w", err)
	}
	return writeNumbered(folder, name, pdf)
}

// writeNumbered writes a new file into a folder under the first free name.
func writeNumbered(folder, name string, content []byte) (string, error) {
	ext := filepath.Ext(name)
	return numbered(filepath.Join(folder, strings.TrimSuffix(name, ext)), ext, func(path string) error {
		return writeNew(path, content)
	})
}

// writeNew writes a file that is not there yet, durably; half of it is none.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write a paper: %w", err)
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("write a paper: %w", err)
	}
	return nil
}
