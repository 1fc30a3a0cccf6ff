package data

// Access is what a user of the record may do in it.
type Access string

// The three kinds of access.
const (
	// Writes is a mediator's: reads and changes.
	Writes Access = ""
	// Manages also says who may use the record, and approves what is destroyed.
	Manages Access = "manage"
	// Reads may look at everything, with a note of what was looked at, and change
	// nothing.
	Reads Access = "read"
)

// Reader is someone who is no mediator of the committee and may read its record: the
// village's legal adviser (村法律顾问), the town's guide (指导员).
type Reader struct {
	ID   ElementID `json:"id,omitzero"`
	Name string    `json:"name,omitzero"`
	// Post says who this is, for example 村法律顾问.
	Post  string `json:"post,omitzero"`
	Phone string `json:"phone,omitzero"`
	From  Day    `json:"from,omitzero"`
	To    Day    `json:"to,omitzero"`
}

// AccessNote is one change of who may open the record, kept for ever.
type AccessNote struct {
	ID   ElementID    `json:"id,omitzero"`
	On   Day          `json:"on,omitzero"`
	User ElementID    `json:"user,omitzero"`
	What AccessChange `json:"what,omitzero"`
	// By is the user who did it.
	By ElementID `json:"by,omitzero"`
}

// AccessChange is what happened to a user's access.
type AccessChange string

// The changes of access.
const (
	AccessGiven     AccessChange = "given"     // a first password, or a new one from a manager
	AccessChanged   AccessChange = "changed"   // the user's own new password
	AccessTaken     AccessChange = "taken"     // the password opens nothing any more
	AccessRecovered AccessChange = "recovered" // a new password by the recovery key
	AccessReissued  AccessChange = "reissued"  // a new recovery sheet; the old one opens nothing
)

// AccessOf returns what a person may do. Someone the committee does not know may
// only read, except while it has no mediators yet.
func (c *Committee) AccessOf(id ElementID) Access {
	m := c.Mediator(id)
	switch {
	case m != nil && (m.Head || m.Access == Manages):
		return Manages
	case m != nil:
		return m.Access
	case len(c.Mediators) == 0:
		return Manages
	}
	return Reads
}

// Reader returns the reader with this ID, or nil.
func (c *Committee) Reader(id ElementID) *Reader {
	return find(c.Readers, func(r *Reader) bool { return r.ID == id })
}

// PersonName returns the name of a mediator or a reader, empty for anyone else.
func (c *Committee) PersonName(id ElementID) string {
	if m := c.Mediator(id); m != nil {
		return m.Name
	}
	if r := c.Reader(id); r != nil {
		return r.Name
	}
	return ""
}
