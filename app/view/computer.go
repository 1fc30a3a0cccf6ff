package view

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/backup"
	"woshou/data/store"
)

// ComputerRow is one of the village's computers.
type ComputerRow struct {
	ID    data.ElementID
	Name  string
	Since string
	// Note says what is special: this one, not used any more, goes on from another's log.
	Note    string
	Self    bool
	Retired bool
}

// ComputersView is the village's computers and the invitations that were given.
type ComputersView struct {
	Rows    []ComputerRow
	Invited []string
	// Warnings are what to look at: an invitation that two computers joined by.
	Warnings []string
	// Manages says that the user may change all this; Invite says why no computer can be
	// invited now, empty when one can.
	Manages bool
	Invite  string
	// Numbers says how many case numbers this computer has in reserve.
	Numbers string
}

// Computers prepares the settings of the village's computers.
func (d *Desk) Computers() *ComputersView {
	c, w := d.Store.Committee(), d.Words
	device := d.Store.Device().Text()
	epoch, _, _ := d.Store.Head()
	v := &ComputersView{Manages: d.Store.Access() == data.Manages}
	for i := range c.Computers {
		k := &c.Computers[i]
		row := ComputerRow{ID: k.ID, Name: d.computerName(c, i), Since: k.From.Chinese(), Retired: k.RetiredOn != 0}
		var notes []string
		if row.Self = k.Device == device && k.Epoch == epoch.Text(); row.Self {
			notes = append(notes, w.T("computer.self"))
		}
		if c.Renewed(k) {
			notes = append(notes, w.T("computer.renewed"))
		}
		if row.Retired {
			notes = append(notes, w.T("computer.retired", k.RetiredOn.Chinese(), c.PersonName(k.RetiredBy)))
		}
		row.Note = strings.Join(notes, "；")
		v.Rows = append(v.Rows, row)
	}
	for _, in := range newestFirst(c.Invitations, func(in *data.Invitation) data.Day { return in.On }) {
		used := c.Joined(in.ID)
		v.Invited = append(v.Invited, w.T("computer.invited", in.On.Chinese(), c.PersonName(in.By), used))
		if used > 1 {
			v.Warnings = append(v.Warnings, w.T("computer.twice", in.On.Chinese(), used))
		}
	}
	switch {
	case !v.Manages:
		v.Invite = w.T("computer.only_manager")
	case d.Store.Link().Village == "":
		v.Invite = w.T("computer.no_township")
	}
	if free, ok, err := d.Store.NumbersLeft(d.Today()); err == nil && ok {
		v.Numbers = w.T("computer.numbers", free)
	}
	return v
}

// computerName is a computer's name, or its place in the list.
func (d *Desk) computerName(c *data.Committee, i int) string {
	if name := c.Computers[i].Name; name != "" {
		return name
	}
	return d.Words.T("computer.unnamed", i+1)
}

// NameComputer gives one of the village's computers another name.
func (d *Desk) NameComputer(id data.ElementID, name string) error {
	name = strings.TrimSpace(name)
	if err := filled("computer.name", name); err != nil {
		return err
	}
	return d.computer("computer", id, func(k *data.Computer) { k.Name = name })
}

// RetireComputer says that a computer is not used any more, or, with in false, that it is
// again. What it has not sent stays on it; the township goes on taking what it sends until
// it is revoked there.
func (d *Desk) RetireComputer(id data.ElementID, retire bool) error {
	return d.computer("computer", id, func(k *data.Computer) {
		k.RetiredOn, k.RetiredBy = 0, ""
		if retire {
			k.RetiredOn, k.RetiredBy = d.Today(), d.Store.Author()
		}
	})
}

func (d *Desk) computer(kind string, id data.ElementID, change func(*data.Computer)) error {
	if d.Store.Access() != data.Manages {
		return refuse(MoveComputer, "user.manage", "")
	}
	c := d.Store.Committee()
	i := slices.IndexFunc(c.Computers, func(k data.Computer) bool { return k.ID == id })
	if i < 0 {
		return data.ErrNotFound
	}
	change(&c.Computers[i])
	return d.Store.SaveCommittee(kind, c)
}

// MoveComputer is what a refusal of a change of the computers names.
const MoveComputer data.Move = "computer"

// InvitationEnding is the ending of an invitation's file.
const InvitationEnding = ".invitation"

// Invitation is what Invite made: where the file lies, and the code that opens it, which
// is nowhere else.
type Invitation struct{ Path, Code string }

// Invite writes an invitation for one more computer into a folder, with a copy of the record
// if that is wanted, and enters it in the committee's record. The password shows that it is
// not someone who found the desk open. It takes as long as unlocking, with a copy as long
// as a backup.
func (d *Desk) Invite(ctx context.Context, folder, password string, withCopy bool, tell func(backup.Progress)) (Invitation, error) {
	if err := d.Store.CheckPassword(password); err != nil {
		return Invitation{}, inPassword("password", err)
	}
	link, c := d.Store.Link(), d.Store.Committee()
	if link.Village == "" {
		return Invitation{}, refuse(MoveComputer, "computer.no_township", "")
	}
	if err := d.Store.Share(); err != nil {
		return Invitation{}, err
	}
	in := data.Invitation{ID: data.NewElementID(), On: d.Today(), By: d.Store.Author(), Copy: withCopy}
	what := store.Invited{ID: in.ID, Address: link.Address, Pin: link.Pin, Committee: c.Name, Area: c.Area}
	for _, m := range c.Serving(d.Today()) {
		what.People = append(what.People, store.Person{ID: m.ID, Name: m.Name})
	}
	c.Invitations = append(c.Invitations, in)
	if err := d.Store.SaveCommittee("invitation", c); err != nil {
		return Invitation{}, err
	}
	if withCopy {
		note, err := d.Backups.Make(ctx, d.Store, folder, tell)
		if err != nil {
			return Invitation{}, err
		}
		what.Copy = note.Name
	}
	file, code, err := d.Store.Invite(what)
	if err != nil {
		return Invitation{}, err
	}
	name := fileSafe(d.Words.T("invite.file", c.Name, d.Now().Format("20060102-150405"))) + InvitationEnding
	path := filepath.Join(folder, name)
	if err := writeNew(path, file); err != nil {
		return Invitation{}, store.Explain(err)
	}
	return Invitation{Path: path, Code: code}, nil
}

// writeNew writes a file that must not be there yet, and waits until the disk has it.
func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return first(err, f.Sync(), f.Close())
}
