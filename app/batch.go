package app

import (
	"path/filepath"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// The ways of a batch.
const (
	batchFolder  = "folder"
	batchPrinter = "printer"
)

// printMany asks what of the cases that the ledger shows is printed, and where to.
func (a *App) printMany(q view.LedgerQuery) {
	q.Limit = 0
	cases := a.desk.LedgerView(q).Total
	f := a.newForm()
	var kinds []widget.Option
	for _, k := range a.desk.BatchKinds() {
		kinds = append(kinds, widget.Option{Key: k.Code, Label: k.Label})
	}
	kind := f.choice("batch.kind*", string(view.WholeDossier), kinds)
	way := f.choice("batch.way*", batchFolder, []widget.Option{
		{Key: batchFolder, Label: a.T("batch.way.folder")}, {Key: batchPrinter, Label: a.T("batch.way.printer")},
	})
	dir := a.folderFields(f)
	names := []string{"backup.folder"}
	if f.fields["backup.found"] != nil {
		names = append(names, "backup.found")
	}
	f.when("batch.way", []string{batchFolder}, names...)
	var d *widget.Dialog
	start := func() bool {
		what, to, where := view.BatchKind(kind()), way(), dir()
		if to == batchFolder && !isFolder(where) {
			f.show(&data.Invalid{Field: "backup.folder", Code: "folder.none"})
			return false
		}
		d.Close()
		withProgress(a, a.T("batch.title"), func(p view.Progress) (*view.Batch, error) {
			return a.desk.NewManyBatch(q, what, p)
		}, func(b *view.Batch, err error) {
			switch {
			case a.stopped(err):
			case err != nil:
				a.fail(err)
			case len(b.Items) == 0:
				widget.Message(a.window.Canvas(), a.T("batch.title"), a.T("batch.nothing"), nil)
			default:
				a.startMany(b, to, where)
			}
		})
		return false
	}
	d = f.dialog(a.T("batch.title_of", cases), widget.Choice{Text: a.T("paper.start"), Action: start})
}

// startMany puts the papers into a folder of their own below where, or prints them.
func (a *App) startMany(b *view.Batch, to, where string) {
	p := &printing{app: a, batch: b, copies: 1, done: a.refresh}
	if to == batchPrinter {
		p.toPrinter()
		return
	}
	dir, err := newFolder(filepath.Join(where, a.T("batch.folder", a.today().String())))
	if err != nil {
		a.fail(err)
		return
	}
	p.run(&folderOutlet{dir: dir, numbered: true})
}
