package view

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/letter"
	"woshou/data/store"
)

// LetterFile is an attachment of a case that may go along to the township over the line.
type LetterFile struct {
	ID   data.ElementID
	Name string
	// About says which part of the case it shows, Size how large it is.
	About, Size string
	// Covered says that it is sensitive.
	Covered bool
	// Why says why it must go along on paper; empty when it can be chosen.
	Why string
}

// LetterFiles lists the attachments of a case as the form of a hand-up asks for them.
func (d *Desk) LetterFiles(c *data.Case) []LetterFile {
	var out []LetterFile
	for i := range c.Attachments {
		a := &c.Attachments[i]
		f := LetterFile{
			ID: a.ID, Name: a.Name, About: aboutPaper(d.Words, c, a.About), Size: sizeText(d.Words, a.Size), Covered: c.Covered(a),
		}
		switch err := d.Store.MayOpenAlone(c.ID, *a); {
		case errors.Is(err, store.ErrOldFile):
			f.Why = d.Words.T("handup.file_old")
		case errors.Is(err, fs.ErrNotExist) && d.Store.FileState(c.ID, *a) == store.FileAway:
			f.Why = d.Words.T("attachment.state.away")
		case err != nil:
			f.Why = d.Words.T("attachment.state.lost")
		}
		out = append(out, f)
	}
	return out
}

// usualFiles are the attachments that are ticked unless somebody says otherwise: those of the
// parts that are, but for the sensitive ones and those that cannot go along.
func (d *Desk) usualFiles(c *data.Case, parts []string) []data.ElementID {
	var out []data.ElementID
	for i := range c.Attachments {
		a := &c.Attachments[i]
		usual := !c.Covered(a) && slices.Contains(parts, letterPartOf(c, a.About))
		if usual && len(out) < letter.MaxFiles && d.Store.MayOpenAlone(c.ID, *a) == nil {
			out = append(out, a.ID)
		}
	}
	return out
}

// letterPartOf returns the part of the letter that speaks of an element of the case, "" for
// none.
func letterPartOf(c *data.Case, about data.ElementID) string {
	is := func(id data.ElementID) bool { return id == about && id != "" }
	switch {
	case slices.ContainsFunc(c.Evidence, func(e data.Evidence) bool { return is(e.ID) }):
		return PartEvidence
	case slices.ContainsFunc(c.Sessions, func(s data.Session) bool { return is(s.ID) }):
		return PartMeetings
	case slices.ContainsFunc(c.Inquiries, func(q data.Inquiry) bool { return is(q.ID) }):
		return PartInquiries
	case slices.ContainsFunc(c.Agreements, func(a data.Agreement) bool { return is(a.ID) }):
		return PartAgreements
	case slices.ContainsFunc(c.Escalations, func(e data.Escalation) bool { return is(e.ID) }):
		return PartDanger
	}
	return ""
}

// along returns what is recorded of the attachments that were chosen, in the case's order. The
// error is *data.Invalid in "handup.files" for one that cannot go along, or too many.
func (d *Desk) along(c *data.Case, chosen []data.ElementID) ([]data.HandUpFile, error) {
	if len(chosen) > letter.MaxFiles {
		return nil, invalid("handup.files", "handup.files_many")
	}
	var out []data.HandUpFile
	for i := range c.Attachments {
		a := &c.Attachments[i]
		if !slices.Contains(chosen, a.ID) {
			continue
		}
		if d.Store.MayOpenAlone(c.ID, *a) != nil {
			return nil, invalid("handup.files", "handup.file")
		}
		out = append(out, data.HandUpFile{ID: a.ID, Name: a.Name, Hash: a.Hash})
	}
	if len(out) != len(chosen) { // somebody took one out meanwhile
		return nil, invalid("handup.files", "handup.file")
	}
	return out, nil
}

// letterFiles lists the attachments of a hand-up for the letter, each with its own key.
func (d *Desk) letterFiles(c *data.Case, files []data.HandUpFile) ([]letter.File, error) {
	var out []letter.File
	for _, f := range files {
		a := c.Attachment(f.ID)
		if a == nil {
			return nil, invalid("handup.files", "handup.file")
		}
		sealed, key, err := d.Store.FileKey(c.ID, *a)
		switch {
		case errors.Is(err, store.ErrOldFile), errors.Is(err, fs.ErrNotExist), errors.Is(err, data.ErrDamaged):
			return nil, invalid("handup.files", "handup.file")
		case err != nil:
			return nil, err
		}
		out = append(out, letter.File{Title: a.Name, Media: a.Media, Size: a.Size, Hash: a.Hash, Name: sealed.Name, Key: key})
	}
	return out, nil
}

// filesCard shows the attachments of a letter.
func (d *Desk) filesCard(files []letter.File) []Card {
	if len(files) == 0 {
		return nil
	}
	card := Card{Title: d.Words.T("field.handup.files")}
	for _, f := range files {
		card.Rows = append(card.Rows, Pair{f.Title, sizeText(d.Words, f.Size)})
	}
	return []Card{card}
}

// FilesTravel says when the attachments of a letter will be at the township; empty when it has
// none.
func (d *Desk) FilesTravel(l *letter.Letter) string {
	if len(l.Files) == 0 {
		return ""
	}
	if p, _, err := d.Store.FilePolicy(d.Today()); err == nil && p.Mode == store.FilesPaused {
		return d.Words.T("handup.files_paused")
	}
	return d.Words.T("handup.files_later")
}

// fileNames are the names of the attachments that went along.
func fileNames(files []data.HandUpFile) string {
	var out []string
	for _, f := range files {
		out = append(out, f.Name)
	}
	return strings.Join(out, "\n")
}
