package view

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"woshou/data"
	"woshou/data/form"
	"woshou/data/store"
)

// What is done with photos and scans.
const (
	ActAttach         data.Move = "attach"
	ActDetach         data.Move = "detach"
	ActOpenAttachment data.Move = "open_attachment"
)

// AttachmentForm is a file that is to be kept with a case.
type AttachmentForm struct {
	// About is the part of the case that it shows; empty for the case as a whole.
	About data.ElementID
	// Name is what the file is called, with or without its folder.
	Name    string
	Content []byte
	// Print says which printing of the agreement it shows; 0 where nobody knows.
	Print     int
	Sensitive bool
}

// AttachFile keeps a photo or a scan with a case, and returns when the disk has both. The
// error is *data.Invalid in "attachment.file" for a file that cannot be kept, as
// data.NewAttachment says, or in "attachment.about" and "attachment.print" for one that has
// no such place.
func (d *Desk) AttachFile(seen *data.Case, in AttachmentForm) (*data.Case, error) {
	a, err := data.NewAttachment(in.Name, in.Content)
	if err != nil {
		return nil, err
	}
	a.About, a.Print, a.Sensitive, a.On, a.By = in.About, in.Print, in.Sensitive, d.Today(), d.Store.Author()
	return d.act(seen, ActAttach, func(c *data.Case) error {
		if err := c.CheckAttachment(&a); err != nil {
			return err
		}
		c.Attachments = append(c.Attachments, a)
		return d.Store.AddFile(c.ID, in.Content) // what is saved names what is there
	})
}

// RemoveAttachment takes an attachment out of a case that is not archived, and its content
// off this computer. The history says who did it; backups made before have it still.
func (d *Desk) RemoveAttachment(seen *data.Case, id data.ElementID) (*data.Case, error) {
	return d.act(seen, ActDetach, func(c *data.Case) error {
		for i, a := range c.Attachments {
			if a.ID == id {
				c.Attachments = append(c.Attachments[:i], c.Attachments[i+1:]...)
				return nil
			}
		}
		return data.ErrNotFound
	})
}

// MayAttach reports whether a photo or scan can be attached to a part of a case now.
func (d *Desk) MayAttach(c *data.Case, about data.ElementID) bool {
	return d.mayKeep(c, ActAttach) && c.CheckAttachable(about) == nil
}

// MayDetach reports whether attachments can be taken out of a case now.
func (d *Desk) MayDetach(c *data.Case) bool { return d.mayKeep(c, ActDetach) }

func (d *Desk) mayKeep(c *data.Case, act data.Move) bool {
	return d.Store.Access() != data.Reads && mayAct(c, act, d.Today()) == nil
}

// Attached is what came of attaching several files.
type Attached struct {
	// Case has those that were taken.
	Case  *data.Case
	Taken int
	// Not names those that cannot be kept, each with the reason.
	Not []string
}

// AttachFiles attaches files of the disk, each as in says. A file that cannot be kept
// stops no other; the error is what the record or its disk answers.
func (d *Desk) AttachFiles(seen *data.Case, paths []string, in AttachmentForm) (Attached, error) {
	out := Attached{Case: seen}
	for _, path := range paths {
		after, err := d.attachPath(out.Case, path, in)
		var bad *data.Invalid
		switch {
		case errors.As(err, &bad):
			out.Not = append(out.Not, d.Words.T("attachment.not", filepath.Base(path), Explain(d.Words, err).Text))
		case err != nil:
			return out, err
		default:
			out.Case = after
			out.Taken++
		}
	}
	return out, nil
}

func (d *Desk) attachPath(seen *data.Case, path string, in AttachmentForm) (*data.Case, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil || !info.Mode().IsRegular():
		return nil, invalid("attachment.file", "file.none")
	case info.Size() > data.MaxAttachment:
		return nil, invalid("attachment.file", "file.heavy")
	}
	in.Name = path
	if in.Content, err = os.ReadFile(path); err != nil {
		return nil, fmt.Errorf("read a file to attach: %w", err)
	}
	return d.AttachFile(seen, in)
}

// images returns the pictures attached to the parts of a case, for its papers. What is kept
// covered is placed too and notes no look: the printing is noted, and the paper is the
// dossier's. What is not on this computer is left out.
func (d *Desk) images(c *data.Case) func(data.ElementID) []form.Picture {
	known := map[data.ElementID][]form.Picture{} // a paper asks more than once
	return func(about data.ElementID) []form.Picture {
		if pictures, ok := known[about]; ok {
			return pictures
		}
		known[about] = nil
		for _, a := range c.AttachmentsOf(about) {
			if !a.Media.Picture() {
				continue
			}
			if content, err := d.Store.ReadFile(c.ID, a); err == nil {
				known[about] = append(known[about], form.Picture{Image: content})
			}
		}
		return known[about]
	}
}

// OpenedAttachment is an attachment to be shown.
type OpenedAttachment struct {
	data.Attachment
	Content []byte
	// Case has the note that a covered attachment was looked at.
	Case *data.Case
}

// FileName is what a copy of it on the disk is called: its name, and an ending by what it is.
func (o *OpenedAttachment) FileName() string {
	return cmp.Or(stem(&o.Attachment), folderFiles) + o.Media.Extension()
}

// OpenAttachment returns an attachment's content, checked to the last byte; one that is kept
// covered is noted as looked at first. One that is gone or bad comes back from a backup where
// there is one. The error is *data.Refused with attachment.away, attachment.lost or
// attachment.damaged.
func (d *Desk) OpenAttachment(ctx context.Context, seen *data.Case, id data.ElementID) (*OpenedAttachment, error) {
	a := seen.Attachment(id)
	if a == nil {
		return nil, data.ErrNotFound
	}
	content, err := d.Store.ReadFile(seen.ID, *a)
	if err != nil {
		content, err = d.mendAndRead(ctx, seen, a, err)
	}
	if err != nil {
		return nil, err
	}
	out := &OpenedAttachment{Attachment: *a, Content: content, Case: seen}
	if seen.Covered(a) {
		out.Case, err = d.Look(seen, a.ID)
	}
	if err != nil {
		return nil, err // nothing is shown that cannot be noted
	}
	return out, nil
}

// mendAndRead tries the backups for an attachment that cannot be read, and says otherwise
// what became of it.
func (d *Desk) mendAndRead(ctx context.Context, c *data.Case, a *data.Attachment, why error) ([]byte, error) {
	if f, ok := d.Store.SealedFile(c.ID, *a); ok && d.Backups != nil && !errors.Is(why, data.ErrDestroyed) {
		n, err := d.Backups.Mend(ctx, d.Store, []store.SealedFile{f})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			return d.Store.ReadFile(c.ID, *a)
		}
	}
	switch {
	case errors.Is(why, data.ErrNotFound) && d.Store.FileState(c.ID, *a) == store.FileAway:
		return nil, refuse(ActOpenAttachment, "attachment.away", a.ID)
	case errors.Is(why, data.ErrNotFound):
		return nil, refuse(ActOpenAttachment, "attachment.lost", a.ID)
	case errors.Is(why, data.ErrDamaged):
		return nil, refuse(ActOpenAttachment, "attachment.damaged", a.ID)
	}
	return nil, why
}

// AttachmentRow is an attachment as lists show it.
type AttachmentRow struct {
	ID    data.ElementID
	Name  string
	Media data.Media
	// What says when and by whom it was attached, and how large it is.
	What string
	// State says where it is when it cannot be opened here; empty when it can.
	State string
	Tone  Tone
	// Covered says that opening it is noted.
	Covered bool
	// Fetch says that the township can be asked for it.
	Fetch bool
}

// Attachments prepares the attachments of a part of a case; "" for those of the case as a
// whole.
func (d *Desk) Attachments(c *data.Case, about data.ElementID) []AttachmentRow {
	var out []AttachmentRow
	committee := d.Store.Committee()
	for _, a := range c.AttachmentsOf(about) {
		row := AttachmentRow{ID: a.ID, Name: a.Name, Media: a.Media, Covered: c.Covered(&a)}
		what := []string{a.On.Chinese(), committee.PersonName(a.By), sizeText(d.Words, a.Size)}
		if a.Print > 0 {
			what = append(what, d.Words.T("attachment.print", a.Print))
		}
		row.What = strings.Join(what, "　")
		if state := d.Store.FileState(c.ID, a); state != store.FileHere {
			row.State, row.Tone = d.Words.T("attachment.state."+string(state)), Warn
			row.Fetch = d.Engine != nil && d.Store.Link().Village != ""
		}
		out = append(out, row)
	}
	return out
}

// sizeText says how large a file is.
func sizeText(w Words, size int) string {
	const kilo, mega = 1 << 10, 1 << 20
	if size < mega {
		return w.T("attachment.kilobytes", (size+kilo-1)/kilo)
	}
	return w.T("attachment.megabytes", (size+mega/2)/mega)
}

// MendAttachments brings back, from the newest backup that has them, the attachments that
// were here and are gone, and says so in words; "" when nothing is missing. It reads every
// name in the folder and no content.
func (d *Desk) MendAttachments(ctx context.Context) (string, error) {
	lost, _ := d.Store.MissingFiles()
	if len(lost) == 0 {
		return "", nil
	}
	n := 0
	if d.Backups != nil {
		var err error
		if n, err = d.Backups.Mend(ctx, d.Store, lost); err != nil {
			return "", err
		}
	}
	var out []string
	if n > 0 {
		out = append(out, d.Words.T("attachment.mended", n))
	}
	if left := len(lost) - n; left > 0 {
		out = append(out, d.Words.T("attachment.missing", left))
	}
	return strings.Join(out, "\n"), nil
}

// attachmentNames are the names that a case's history knows its attachments by.
func attachmentNames(entries []store.Entry) map[data.ElementID]string {
	out := map[data.ElementID]string{}
	for _, e := range entries {
		for _, ch := range e.Changes {
			if a := ch.Attached(); a != nil {
				out[a.ID] = a.Name
			}
		}
	}
	return out
}

// attached names what an event attached or took out.
func attached(w Words, names map[data.ElementID]string, e *store.Entry) string {
	text := w.T("move." + e.Kind)
	for _, ch := range e.Changes {
		id := ch.Detached()
		if a := ch.Attached(); a != nil {
			id = a.ID
		}
		if names[id] != "" {
			return w.T("history.attachment", text, names[id])
		}
	}
	return text
}
