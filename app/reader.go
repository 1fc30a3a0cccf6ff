package app

import (
	"context"
	"fmt"
	"os"

	"woshou/app/view"
	"woshou/app/widget"
	"woshou/data"
)

// openCopies are attachments laid out for the computer's own reader, in one folder that is
// emptied when the desk is locked or left, and when the program starts. They are open to
// read, so one that cannot be removed is told.
type openCopies struct {
	dir    string
	remove func(dir string) error
	left   bool
}

// openInReader shows an attachment that this program cannot show, after the user knows that
// a copy open to read is made for it.
func (s *caseScreen) openInReader(r view.AttachmentRow) {
	a := s.app
	widget.Confirm(a.window.Canvas(), widget.Question{
		Title: a.T("attachment.reader"), Text: a.T("attachment.reader_text", r.Name), Yes: a.T("attachment.reader_yes"),
	}, func(yes bool) {
		if yes {
			s.showCopy(r.ID)
		}
	})
}

func (s *caseScreen) showCopy(id data.ElementID) {
	a, c := s.app, s.seen
	desk, dir := a.desk, a.copies.dir
	background(func() (string, error) {
		got, err := desk.OpenAttachment(context.Background(), c, id)
		if err != nil {
			return "", err
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", fmt.Errorf("make a folder for the reader: %w", err)
		}
		return writeNumbered(dir, got.FileName(), got.Content)
	}, func(path string, err error) {
		if a.cover != nil || a.desk != desk { // locked meanwhile
			a.forgetCopies()
			return
		}
		if err != nil {
			a.fail(err)
		} else if err := a.reader(path); err != nil {
			a.logged(err)
			a.forgetCopies()
			widget.Message(a.window.Canvas(), a.T("attachment.reader"), a.T("attachment.no_reader"), nil)
		}
		a.refresh() // a look may be noted
	})
}

// forgetCopies removes the copies.
func (a *App) forgetCopies() {
	err := a.copies.remove(a.copies.dir)
	a.copies.left = err != nil
	a.logged(err)
}

// tellCopies says where copies are that cannot be removed, after one more try, and calls
// then; nil is nothing.
func (a *App) tellCopies(then func()) {
	if a.copies.left {
		a.forgetCopies()
	}
	switch {
	case a.copies.left:
		widget.Message(a.window.Canvas(), a.T("attachment.left"), a.T("attachment.left_text", a.copies.dir), then)
	case then != nil:
		then()
	}
}
