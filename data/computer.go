package data

// DeviceText is a DeviceID as the committee's record writes it, EpochText an Epoch: in hexadecimal.
type (
	DeviceText string
	EpochText  string
)

// Text returns the device's name as the committee's record writes it.
func (id DeviceID) Text() DeviceText { return DeviceText(id.String()) }

// Text returns the epoch's name as the committee's record writes it.
func (e Epoch) Text() EpochText { return EpochText(e.String()) }

// Computer is one of the village's computers. Each enters itself; one whose log began
// anew - a restored backup, or a folder that was copied - enters itself once more, because
// nobody can tell the two apart.
type Computer struct {
	ID     ElementID  `json:"id,omitzero"`
	Device DeviceText `json:"device,omitzero"`
	Epoch  EpochText  `json:"epoch,omitzero"`
	Name   string     `json:"name,omitzero"`
	From   Day        `json:"from,omitzero"`
	// RetiredOn is the day from which it is not used any more, RetiredBy who said so.
	RetiredOn Day       `json:"retired_on,omitzero"`
	RetiredBy ElementID `json:"retired_by,omitzero"`
	// Invitation is what it joined by; empty for the first one, and for one that joined by
	// the recovery key.
	Invitation ElementID `json:"invitation,omitzero"`
}

// Invitation is a file with which one more computer may take up the record. Whoever has
// the file and its code has the record, so each is on record for ever.
type Invitation struct {
	ID ElementID `json:"id,omitzero"`
	On Day       `json:"on,omitzero"`
	By ElementID `json:"by,omitzero"`
	// Copy says that a copy of the record went with it.
	Copy bool `json:"copy,omitzero"`
}

// Computer returns the entry of a log, or nil.
func (c *Committee) Computer(device DeviceText, epoch EpochText) *Computer {
	return find(c.Computers, func(k *Computer) bool { return k.Device == device && k.Epoch == epoch })
}

// Renewed reports whether the entry's log goes on from another entry's: after a restored
// backup, or in a folder that was copied.
func (c *Committee) Renewed(k *Computer) bool {
	first := find(c.Computers, func(o *Computer) bool { return o.Device == k.Device })
	return first != nil && first.ID != k.ID
}

// Retired reports whether a computer is not used any more: all entries of its device say so.
func (c *Committee) Retired(device DeviceText) bool {
	known := false
	for _, k := range c.Computers {
		if k.Device == device {
			if known = true; k.RetiredOn == 0 {
				return false
			}
		}
	}
	return known
}

// Joined returns how many computers joined by an invitation.
func (c *Committee) Joined(invitation ElementID) int {
	n := 0
	for _, k := range c.Computers {
		if k.Invitation == invitation && !c.Renewed(&k) {
			n++
		}
	}
	return n
}
