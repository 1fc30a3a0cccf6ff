package app

import (
	"context"
	"image"
	"image/color"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
	"woshou/pdf"
)

// attachments puts below what a panel says of a part of the case the photos and scans of it,
// and beside its buttons the one that adds more.
func (s *caseScreen) attachments(column, buttons *fyne.Container, about data.ElementID) {
	a := s.app
	for _, row := range a.desk.Attachments(s.seen, about) {
		column.Add(s.attachment(about, row))
	}
	if !a.desk.MayAttach(s.seen, about) {
		return
	}
	add := widget.NewButton(a.T("attachment.add"), func() { s.askAttach(about) })
	if a.largeType() { // no room beside each other
		column.Add(container.NewHBox(add))
		return
	}
	buttons.Add(add)
}

// wholeAttachments is a section of what shows the case as a whole; nothing where nothing is
// there and nothing can be added.
func (s *caseScreen) wholeAttachments() []fyne.CanvasObject {
	column, head := container.NewVBox(), container.NewHBox(heading(s.app.T("attachment.case")), layout.NewSpacer())
	s.attachments(column, head, "")
	switch {
	case len(column.Objects) > 0:
		return []fyne.CanvasObject{head, panel(column)}
	case s.app.desk.MayAttach(s.seen, ""):
		return []fyne.CanvasObject{head, line(s.app.T("case.nothing"))}
	}
	return nil
}

// attachment is one photo or scan: what it is, where it is, and what can be done with it.
func (s *caseScreen) attachment(about data.ElementID, r view.AttachmentRow) fyne.CanvasObject {
	a := s.app
	right := container.NewHBox()
	if r.Covered {
		right.Add(container.NewCenter(widget.NewStatusChip(widget.Warn, a.T("attachment.covered"))))
	}
	if r.Media.Picture() {
		right.Add(widget.NewButton(a.T("papers.look"), func() { s.look(about, r) }))
	} else { // this program shows no PDF
		right.Add(widget.NewButton(a.T("attachment.reader"), func() { s.openInReader(r) }))
	}
	right.Add(widget.NewButton(a.T("attachment.save"), func() { s.saveAttachment(r.ID) }))
	if a.desk.MayDetach(s.seen) {
		right.Add(widget.NewButton(a.T("attachment.remove"), func() { s.detach(r) }))
	}
	name := line(joined([]string{r.Name, r.What}))
	column := container.NewVBox(container.NewBorder(nil, nil, nil, right, name))
	if a.largeType() {
		column = container.NewVBox(name, right)
	}
	if r.State != "" {
		column.Add(warning(r.State))
	}
	if r.Fetch {
		column.Add(container.NewHBox(widget.NewButton(a.T("attachment.fetch"), func() { s.fetch(r.ID) })))
	}
	return column
}

// fetch brings an attachment that is not on this computer.
func (s *caseScreen) fetch(id data.ElementID) {
	a, c, ctx := s.app, s.seen, s.app.work.ctx
	a.toasts.Show(widget.Info, a.T("attachment.fetching"))
	background(func() (struct{}, error) { return struct{}{}, a.desk.FetchAttachment(ctx, c, id) }, func(_ struct{}, err error) {
		if err != nil {
			a.fail(err)
			return
		}
		a.toasts.Show(widget.Good, a.T("attachment.fetched"))
		a.refresh()
	})
}

// attachable are the endings of the files that can be attached.
var attachable = []string{".jpg", ".jpeg", ".png", ".pdf"}

// askAttach asks which files to attach to a part of the case.
func (s *caseScreen) askAttach(about data.ElementID) {
	a := s.app
	f := a.newForm()
	paths := f.files("attachment.file*", "attachment.path", attachable, func(string) bool { return false })
	printing := s.printingField(f, about)
	sensitive := f.tick("attachment.sensitive", false)
	var d *widget.Dialog
	busy := false
	keep := func() bool {
		files := paths()
		switch {
		case busy:
			return false
		case len(files) == 0:
			f.show(&data.Invalid{Field: "attachment.file", Code: "choice.empty"})
			return false
		}
		busy = true
		c, in := s.seen, view.AttachmentForm{About: about, Print: printing(), Sensitive: sensitive()}
		background(func() (view.Attached, error) { return a.desk.AttachFiles(c, files, in) }, func(got view.Attached, err error) {
			busy = false
			if err != nil {
				a.refresh() // some may be in
				f.fail(err)
				return
			}
			s.attached(d, got)
		})
		return false
	}
	d = f.dialog(a.T("attachment.add"), widget.Choice{Text: a.T("attachment.keep"), Action: keep})
}

// attached tells which files were taken; the question stays where none was.
func (s *caseScreen) attached(d *widget.Dialog, got view.Attached) {
	a := s.app
	if got.Taken > 0 {
		d.Close()
		a.toasts.Show(widget.Good, a.T("attachment.added", got.Taken))
		a.refresh()
	}
	if len(got.Not) > 0 {
		widget.Message(a.window.Canvas(), a.T("attachment.not_taken"), strings.Join(got.Not, "\n"), nil)
	}
}

// printingField asks which printing of an agreement a scan shows, most likely the last; 0
// where there is none or nobody knows.
func (s *caseScreen) printingField(f *form, about data.ElementID) func() int {
	agreement := s.seen.Agreement(about)
	if agreement == nil || agreement.Prints == 0 {
		return func() int { return 0 }
	}
	var options []widget.Option
	for n := agreement.Prints; n > 0; n-- {
		options = append(options, widget.Option{Key: strconv.Itoa(n), Label: f.app.T("attachment.print", n)})
	}
	options = append(options, widget.Option{Key: "0", Label: f.app.T("attachment.print_unknown")})
	picked := f.choice("attachment.print", strconv.Itoa(agreement.Prints), options)
	return func() int {
		n, _ := strconv.Atoi(picked()) // the keys are numbers
		return n
	}
}

// detach takes an attachment out of the case after it was asked.
func (s *caseScreen) detach(r view.AttachmentRow) {
	a := s.app
	widget.Confirm(a.window.Canvas(), widget.Question{
		Title: a.T("attachment.remove"), Text: a.T("attachment.remove_text", r.Name), Yes: a.T("attachment.remove"), Danger: true,
	}, func(yes bool) {
		if yes {
			_, err := a.desk.RemoveAttachment(s.seen, r.ID)
			a.done(err)
		}
	})
}

// saveAttachment writes an attachment into a folder of the user's choice.
func (s *caseScreen) saveAttachment(id data.ElementID) {
	a, c := s.app, s.seen
	a.askFolder(a.T("attachment.save"), func(dir string) (string, error) {
		got, err := a.desk.OpenAttachment(context.Background(), c, id)
		if err != nil {
			return "", err
		}
		return writeNumbered(dir, got.FileName(), got.Content)
	}, func(path string) {
		a.refresh() // a look may be noted
		widget.Message(a.window.Canvas(), a.T("attachment.saved"), a.T("attachment.saved_text", path), nil)
	})
}

// look shows a picture and lets the user turn to the others of the same part of the case:
// from an open one to open ones only, so that no covered one is shown unasked.
func (s *caseScreen) look(about data.ElementID, first view.AttachmentRow) {
	var rows []view.AttachmentRow
	for _, r := range s.app.desk.Attachments(s.seen, about) {
		if r.Media.Picture() && r.Covered == first.Covered {
			rows = append(rows, r)
		}
	}
	at := slices.IndexFunc(rows, func(r view.AttachmentRow) bool { return r.ID == first.ID })
	v := &pictureViewer{screen: s, rows: rows, at: max(at, 0), c: s.seen}
	v.turn(0)
}

// pictureViewer shows the pictures of a part of a case one at a time, in a dialog as large
// as the window lets it be.
type pictureViewer struct {
	screen *caseScreen
	rows   []view.AttachmentRow
	at     int
	c      *data.Case // with the looks noted so far
	dialog *widget.Dialog
	busy   bool
}

// pictureRoom is how much of the window the picture gets beside title and buttons.
const pictureRoom = 0.74

// shownPicture is a picture as the screen shows it, nil where it cannot, and the case with
// the note of it.
type shownPicture struct {
	picture image.Image
	c       *data.Case
}

// turn goes some pictures on and shows that one when it is decoded.
func (v *pictureViewer) turn(by int) {
	if v.busy {
		return
	}
	v.busy = true
	a, c, to := v.screen.app, v.c, (v.at+by+len(v.rows))%len(v.rows)
	id, window := v.rows[to].ID, a.window.Canvas()
	scale := window.Scale()
	width, height := int(window.Size().Width*scale), int(window.Size().Height*scale)
	background(func() (shownPicture, error) {
		got, err := a.desk.OpenAttachment(context.Background(), c, id)
		if err != nil {
			return shownPicture{}, err
		}
		picture, err := pdf.Upright(got.Content, width, height)
		if err != nil { // another program may show it
			slog.Warn("show a picture", "err", err)
			return shownPicture{nil, got.Case}, nil
		}
		return shownPicture{picture, got.Case}, nil
	}, func(got shownPicture, err error) {
		v.busy = false
		switch {
		case err != nil:
			a.fail(err)
		case a.screen == screen(v.screen): // nobody left meanwhile
			v.at, v.c = to, got.c
			v.show(got.picture)
		}
	})
}

// show puts a picture in place of the one before.
func (v *pictureViewer) show(picture image.Image) {
	a, r := v.screen.app, v.rows[v.at]
	if v.dialog != nil {
		v.dialog.Close()
	}
	room, window := canvas.NewRectangle(color.Transparent), a.window.Canvas().Size()
	room.SetMinSize(fyne.NewSize(window.Width*0.9, window.Height*pictureRoom))
	var sheet fyne.CanvasObject = line(a.T("attachment.unseen"))
	if picture != nil {
		img := canvas.NewImageFromImage(picture)
		img.FillMode, img.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleSmooth
		sheet = img
	}
	title := tail(r.Name)
	choices := []widget.Choice{
		{Text: a.T("attachment.save"), Action: func() bool { v.screen.saveAttachment(r.ID); return false }},
		{Text: a.T("attachment.close"), Action: func() bool { v.dialog.Close(); a.refresh(); return false }}, // the looks stand in the history,
	}
	if len(v.rows) > 1 {
		title = a.T("attachment.place", tail(r.Name), v.at+1, len(v.rows))
		turn := func(by int) func() bool { return func() bool { v.turn(by); return false } }
		choices = slices.Insert(choices, 0,
			widget.Choice{Text: a.T("attachment.next"), Action: turn(1)}, widget.Choice{Text: a.T("attachment.previous"), Action: turn(-1)})
	}
	v.dialog = widget.NewDialog(a.window.Canvas(), title, container.NewStack(room, sheet), choices...)
}
