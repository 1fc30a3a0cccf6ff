package view

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"woshou/data"
	"woshou/data/parcel"
)

// ActReceived is a case that came packed from another computer.
const ActReceived data.Move = "received"

// PackCase seals a case into a new file at path, for another computer, and records it. The
// error wraps fs.ErrExist where there is a file already, or what the disk answers.
func (d *Desk) PackCase(c *data.Case, path, passphrase string) error {
	committee := d.Store.Committee()
	copied := c.Clone()
	copied.Folded, copied.Fence = data.Folded{}, 0
	for i := range copied.HandUps {
		copied.HandUps[i].SealedTo = "" // what goes on elsewhere is no township's
	}
	p := parcel.Parcel{Case: copied, From: parcel.Sender{
		Committee: committee.Name, Area: committee.Area, Phone: committee.Phone, On: d.Today(),
	}}
	if m := committee.Mediator(d.Store.Author()); m != nil {
		p.From.Mediator = m.Name
	}
	if err := d.packFiles(&p); err != nil {
		return err
	}
	history, err := d.History(c.ID)
	if err != nil {
		return err
	}
	for i := len(history) - 1; i >= 0; i-- {
		h := history[i]
		p.History = append(p.History, parcel.Entry{At: h.When, Who: h.Who, What: h.What})
	}
	if err := free(path); err != nil {
		return err
	}
	if err := d.recordExport(ExportCase, false, 1); err != nil { // nothing leaves that cannot be recorded
		return err
	}
	return writeWhole(path, func(w io.Writer) error { return parcel.Seal(w, p, passphrase) })
}

// packFiles puts the contents of the attachments in. One that cannot be read here stays out,
// and so does its name: nobody is to look for it there.
func (d *Desk) packFiles(p *parcel.Parcel) error {
	p.Files = map[data.ContentHash][]byte{}
	var along []data.Attachment
	for _, a := range p.Case.Attachments {
		content, err := d.Store.ReadFile(p.Case.ID, a)
		switch {
		case errors.Is(err, data.ErrNotFound), errors.Is(err, data.ErrDamaged):
			continue
		case err != nil:
			return err
		}
		along, p.Files[a.Hash] = append(along, a), content
	}
	p.Case.Attachments = along
	return nil
}

// ParcelName is the name of a packed case's file, which holds no name of a person.
func ParcelName(c *data.Case) string {
	name := strings.NewReplacer("/", "-", "\\", "-").Replace(c.Number)
	if name == "" {
		name = c.ReceivedOn.String()
	}
	return name
}

// OpenParcel opens a packed case. The error is *data.Invalid where there is no such file,
// or that of parcel.Open; a wrong passphrase is *data.Invalid in "parcel.passphrase".
func OpenParcel(path, passphrase string) (*parcel.Parcel, error) {
	path = strings.TrimSpace(path)
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		return nil, invalid("parcel.file", "file.none")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open sealed case: %w", err)
	}
	defer f.Close()
	p, err := parcel.Open(f, passphrase)
	if errors.Is(err, data.ErrPassword) {
		return nil, invalid("parcel.passphrase", "passphrase.wrong")
	}
	return p, err
}

// ParcelView is what is in a parcel, before it is taken in.
type ParcelView struct {
	Title   string
	Rows    []Pair
	History []HistoryRow
	// Here says that this computer has the case already, Same that it has all of it just so.
	Here, Same bool
}

// ParcelView shows a parcel and whether the case is here already.
func (d *Desk) ParcelView(p *parcel.Parcel) *ParcelView {
	w, c := d.Words, p.Case
	var names []string
	for _, x := range c.Parties {
		names = append(names, x.Name)
	}
	files := ""
	if n := len(c.Attachments); n > 0 {
		files = w.T("parcel.files", n)
	}
	v := &ParcelView{Title: c.Title(), Rows: pairs(
		Pair{w.T("parcel.from"), p.From.Committee},
		Pair{w.T("parcel.packed"), strings.TrimSpace(p.From.On.Chinese() + " " + p.From.Mediator)},
		Pair{w.T("parcel.phone"), p.From.Phone},
		Pair{w.T("parcel.number"), c.Number}, Pair{w.T("parcel.status"), w.T("status." + string(c.Status))},
		Pair{w.T("parcel.parties"), strings.Join(names, "、")}, Pair{w.T("parcel.type"), c.Type.Name()},
		Pair{w.T("parcel.received"), c.ReceivedOn.Chinese()}, Pair{w.T("parcel.summary"), short(c.Summary, 120)},
		Pair{w.T("parcel.attachments"), files},
		Pair{w.T("parcel.history"), w.T("parcel.entries", len(p.History))},
		Pair{w.T("parcel.digest"), p.Digest[:16]},
	)}
	for _, h := range p.History {
		v.History = append(v.History, HistoryRow{When: h.At, Who: h.Who, What: h.What})
	}
	if now, err := d.Store.Case(c.ID); err == nil {
		v.Here, v.Same = true, len(data.Diff(now, d.arrived(p, now))) == 0
	}
	return v
}

// TakeParcel saves the case of a parcel. A case that is here already is refused as
// *data.Invalid unless merge is set; then what differs is kept side by side, as when two
// people changed a case, for a person to decide.
func (d *Desk) TakeParcel(p *parcel.Parcel, merge bool) (*data.Case, error) {
	now, err := d.Store.Case(p.Case.ID)
	switch {
	case errors.Is(err, data.ErrNotFound):
	case err != nil:
		return nil, err
	case !merge:
		return nil, invalid("parcel.file", "parcel.here")
	}
	for _, content := range p.Files {
		if err := d.Store.AddFile(p.Case.ID, content); err != nil {
			return nil, err
		}
	}
	return d.Store.SaveCase(string(ActReceived), &data.Case{ID: p.Case.ID}, d.arrived(p, now))
}

// arrived is the case of a parcel as it is kept here. A case of another committee keeps its
// number as it was printed, takes none of ours, and is counted there and not here.
func (d *Desk) arrived(p *parcel.Parcel, now *data.Case) *data.Case {
	c, committee := p.Case.Clone(), d.Store.Committee()
	c.Folded = data.Folded{}
	if now != nil {
		c.Folded, c.Import, c.Year, c.Seq = now.Folded, now.Import, now.Year, now.Seq
	} else if p.From.Committee != committee.Name || p.From.Area != committee.Area {
		c.Year, c.Seq = 0, 0
		c.Import = data.Import{From: p.From.Committee, On: d.Today(), Guest: true}
	}
	data.Standardize(c)
	return c
}
