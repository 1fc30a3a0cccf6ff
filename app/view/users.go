package view

import (
	"errors"
	"slices"
	"strings"

	"woshou/data"
	"woshou/data/store"
)

// UserRow is a person of the committee, or a reader, and whether a password of his
// opens the record on this computer.
type UserRow struct {
	ID     data.ElementID
	Name   string
	Post   string // what the person is
	Access string // what the person may do, in words
	Reader bool
	Head   bool // the head always manages
	Self   bool
	Opens  bool
	// Warning says what is odd: someone who left and can still come in.
	Warning string
}

// UsersView is who may open the record.
type UsersView struct {
	Rows []UserRow
	// Manages says that the user may change all this.
	Manages bool
	// Log is what happened to access, newest first.
	Log []string
}

// mostNotes bounds the log on the screen.
const mostNotes = 12

// UsersView prepares the screen of users.
func (d *Desk) UsersView() (*UsersView, error) {
	users, err := d.Store.Users()
	if err != nil {
		return nil, err
	}
	c, w, today := d.Store.Committee(), d.Words, d.Today()
	v := &UsersView{Manages: d.Store.Access() == data.Manages}
	row := func(id data.ElementID, name, post string, to data.Day) {
		r := UserRow{ID: id, Name: name, Post: post, Self: id == d.Store.Author(), Reader: c.Reader(id) != nil}
		i := slices.IndexFunc(users, func(u store.User) bool { return u.ID == id })
		r.Opens = i >= 0
		r.Access = w.T("access." + string(c.AccessOf(id)))
		if r.Self && v.Manages {
			r.Access = w.T("access." + string(data.Manages))
		}
		m := c.Mediator(id)
		r.Head = m != nil && m.Head
		left := to != 0 && to < today
		if r.Opens && left {
			r.Warning = w.T("user.left", to.Chinese())
		}
		if r.Opens || !left {
			v.Rows = append(v.Rows, r)
		}
	}
	for i := range c.Mediators {
		m := &c.Mediators[i]
		row(m.ID, m.Name, PostOf(w, m), m.To)
	}
	for _, r := range c.Readers {
		row(r.ID, r.Name, r.Post, r.To)
	}
	for i := len(c.AccessLog) - 1; i >= 0 && len(v.Log) < mostNotes; i-- {
		n := c.AccessLog[i]
		v.Log = append(v.Log, w.T("access_log."+string(n.What), n.On.Chinese(), c.PersonName(n.By), c.PersonName(n.User)))
	}
	return v, nil
}

// PostOf says what a mediator is: head, member or appointed.
func PostOf(w Words, m *data.Mediator) string {
	switch {
	case m.Head:
		return w.T("mediator.head")
	case m.Appointed:
		return w.T("mediator.appointed")
	}
	return w.T("mediator.elected")
}

// SetReader enters someone who may read, or changes the one with the same ID, and
// returns the ID.
func (d *Desk) SetReader(r data.Reader) (data.ElementID, error) {
	r.Name, r.Post, r.Phone = data.NormalizeName(r.Name), strings.TrimSpace(r.Post), strings.TrimSpace(r.Phone)
	if err := data.CheckName(r.Name); err != nil {
		return "", inField("reader.name", err)
	}
	if err := filled("reader.post", r.Post); err != nil {
		return "", err
	}
	if r.To != 0 && r.To < r.From {
		return "", invalid("reader.to", "day.early")
	}
	if r.ID == "" {
		r.ID = data.NewElementID()
	}
	c := d.Store.Committee()
	c.Readers = put(c.Readers, r, func(o *data.Reader) bool { return o.ID == r.ID })
	return r.ID, d.Store.SaveCommittee("reader", c)
}

// SetAccess says what a mediator may do in the record.
func (d *Desk) SetAccess(id data.ElementID, access data.Access) error {
	c := d.Store.Committee()
	m := c.Mediator(id)
	if m == nil {
		return data.ErrNotFound
	}
	m.Access = access
	return d.Store.SaveCommittee("access", c)
}

// GivePassword gives someone a first or a new password. It takes as long as unlocking.
func (d *Desk) GivePassword(id data.ElementID, password, repeat string) error {
	if err := CheckPassword(password, repeat); err != nil {
		return err
	}
	if err := d.Store.AddPassword(id, password); err != nil {
		return err
	}
	return d.NoteAccess(id, data.AccessGiven)
}

// TakeAccess makes someone's password open nothing more.
func (d *Desk) TakeAccess(id data.ElementID) error {
	if err := d.Store.RemoveUser(id); err != nil {
		return err
	}
	return d.NoteAccess(id, data.AccessTaken)
}

// OwnPassword changes the password of the user. It takes as long as unlocking.
func (d *Desk) OwnPassword(old, password, repeat string) error {
	if err := CheckPassword(password, repeat); err != nil {
		return err
	}
	if err := d.Store.CheckPassword(old); err != nil {
		return inPassword("password.old", err)
	}
	if err := d.Store.ChangePassword(old, password); err != nil {
		return err
	}
	return d.NoteAccess(d.Store.Author(), data.AccessChanged)
}

// NewRecoveryKey makes a new recovery key, to be printed; the sheet before opens
// nothing more. The password shows that it is not someone who found the desk open.
func (d *Desk) NewRecoveryKey(password string) (string, error) {
	if err := d.Store.CheckPassword(password); err != nil {
		return "", inPassword("password", err)
	}
	key, err := d.Store.NewRecoveryKey()
	if err != nil {
		return "", err
	}
	return key, d.NoteAccess(d.Store.Author(), data.AccessReissued)
}

// NoteAccess notes in the committee's record what happened to someone's access. Who
// may only read leaves no note of his own new password: it opens to him what it did.
func (d *Desk) NoteAccess(user data.ElementID, what data.AccessChange) error {
	if d.Store.Access() == data.Reads {
		return nil
	}
	c := d.Store.Committee()
	c.AccessLog = append(c.AccessLog, data.AccessNote{
		ID: data.NewElementID(), On: d.Today(), User: user, What: what, By: d.Store.Author(),
	})
	return d.Store.SaveCommittee("access", c)
}

// inPassword gives a wrong password the name of the screen's field.
func inPassword(field string, err error) error {
	if errors.Is(err, data.ErrPassword) {
		return invalid(field, "password.wrong")
	}
	return err
}

// UserName returns the name of the user, empty for someone the committee does not know.
func (d *Desk) UserName() string { return d.Store.Committee().PersonName(d.Store.Author()) }
