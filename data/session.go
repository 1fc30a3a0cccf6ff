package data

// Session is one meeting of a mediation (调解场次); each has its own printed record.
type Session struct {
	ID    ElementID   `json:"id,omitzero"`
	On    Day         `json:"on,omitzero"`
	Start string      `json:"start,omitzero"`
	End   string      `json:"end,omitzero"`
	Place string      `json:"place,omitzero"`
	Mode  SessionMode `json:"mode,omitzero"`
	// Open says that others may listen (Ministry rules of 2002 art. 29); closed is the rule.
	Open bool `json:"open,omitzero"`
	// Present lists the parties who came.
	Present []ElementID `json:"present,omitzero"`
	// Invited names relatives, neighbours and experts who took part; Consented says
	// that the parties agreed to it (People's Mediation Law art. 20).
	Invited   string      `json:"invited,omitzero"`
	Consented bool        `json:"consented,omitzero"`
	Mediators []ElementID `json:"mediators,omitzero"`
	Recorder  string      `json:"recorder,omitzero"`
	// JudgeGuided says that a court's contact judge took part (共享法庭 指导调解).
	JudgeGuided bool   `json:"judge_guided,omitzero"`
	Judge       string `json:"judge,omitzero"`
	Notes       string `json:"notes,omitzero"`
	Result      string `json:"result,omitzero"`
	NextOn      Day    `json:"next_on,omitzero"`
	NextAt      string `json:"next_at,omitzero"`
	ReadToAll   bool   `json:"read_to_all,omitzero"`
}

// SessionMode is how a meeting was held.
type SessionMode string

// The modes of a meeting: 面对面, 背对背, 视频.
const (
	FaceToFace SessionMode = "face"
	Separate   SessionMode = "separate"
	Video      SessionMode = "video"
)

// Check returns *Invalid when the meeting lacks what its record must state.
func (s *Session) Check() error {
	switch {
	case s.On == 0:
		return invalid("session.on", "day.empty")
	case s.Place == "":
		return invalid("session.place", "place.empty")
	case len(s.Present) == 0:
		return invalid("session.present", "present.none")
	case s.Notes == "":
		return invalid("session.notes", "notes.empty")
	}
	return nil
}

// firstMeeting returns the day of the first meeting, 0 while there was none.
func (c *Case) firstMeeting() Day {
	var first Day
	for _, s := range c.Sessions {
		if first == 0 || s.On < first {
			first = s.On
		}
	}
	return first
}

// LastMeeting returns the meeting with the latest day, whenever it was recorded, or nil.
func (c *Case) LastMeeting() *Session {
	var last *Session
	for i := range c.Sessions {
		if last == nil || c.Sessions[i].On >= last.On {
			last = &c.Sessions[i]
		}
	}
	return last
}

// lastStep returns the latest day on which something happened at the table: the talks
// began, a meeting was held, they were suspended or came back from a hand-up.
func (c *Case) lastStep() Day {
	day := c.begun()
	if s := c.LastMeeting(); s != nil {
		day = max(day, s.On)
	}
	if s := c.suspension(); s != nil {
		day = max(day, s.From)
	}
	day = max(day, c.suspendedUntil())
	for _, h := range c.HandUps {
		day = max(day, h.ReturnedOn)
	}
	return day
}

// Inquiry is an investigation record (调查记录).
type Inquiry struct {
	ID        ElementID   `json:"id,omitzero"`
	On        Day         `json:"on,omitzero"`
	At        string      `json:"at,omitzero"`
	Place     string      `json:"place,omitzero"`
	Inquirers []ElementID `json:"inquirers,omitzero"`
	Recorder  string      `json:"recorder,omitzero"`
	// Person is who was asked; Relation is what ties them to the parties.
	Person   string `json:"person,omitzero"`
	Sex      Sex    `json:"sex,omitzero"`
	Age      int    `json:"age,omitzero"`
	Job      string `json:"job,omitzero"`
	Address  string `json:"address,omitzero"`
	Phone    string `json:"phone,omitzero"`
	Relation string `json:"relation,omitzero"`
	// Notes are the questions and answers, one a line: 问：… 答：…
	Notes string `json:"notes,omitzero"`
	// ReadBack says that the record was read to the person, or by them.
	ReadBack bool `json:"read_back,omitzero"`
}

// enoughInquirers is how many ask in an investigation, the recorder included.
const enoughInquirers = 2

// Witnessed reports whether two people did the inquiry, as practice asks.
func (q *Inquiry) Witnessed() bool {
	n := len(q.Inquirers)
	if q.Recorder != "" {
		n++
	}
	return n >= enoughInquirers
}

// Evidence is one item of evidence (证据材料) on paper, and the shelf it lies on.
type Evidence struct {
	ID ElementID `json:"id,omitzero"`
	// Kind is a code of the evidence kinds; older records hold words of their own.
	Kind  string `json:"kind,omitzero"`
	Title string `json:"title,omitzero"`
	On    Day    `json:"on,omitzero"`
	// Provider is a party, or the mediator who collected it.
	Provider  ElementID `json:"provider,omitzero"`
	Copy      bool      `json:"copy,omitzero"`
	Pages     int       `json:"pages,omitzero"`
	Sensitive bool      `json:"sensitive,omitzero"`
	Shelf     string    `json:"shelf,omitzero"`
}
