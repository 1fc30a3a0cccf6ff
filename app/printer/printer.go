// Package printer hands papers to the printing system of the computer and follows them
// until they are on paper: on Linux through CUPS, on Windows page by page. It knows
// neither screens nor cases.
package printer

import (
	"context"
	"image"
	"time"
)

// Paper is a document on its way to paper. CUPS takes the file, Windows the pages.
type Paper struct {
	Title string
	PDF   []byte
	Pages int
	// Page draws a page, from 1, at so many dots an inch.
	Page   func(n int, dpi float64) (image.Image, error)
	Copies int
}

// State is what became of a paper that the printing system took.
type State uint8

// The states. Unknown is what the printing system does not tell: only a person sees
// whether there is paper.
const (
	Unknown State = iota
	Waiting       // taken, and not yet on paper
	Out           // on paper
	Failed        // given up or cancelled
)

// Why says what keeps a printer from printing, as far as it tells; "" is nothing known.
type Why string

// What printers tell.
const (
	Paused  Why = "paused"   // somebody stopped the printer on this computer
	Offline Why = "offline"  // switched off, or not connected
	NoPaper Why = "no_paper" //
	Jammed  Why = "jammed"   //
	NoInk   Why = "no_ink"   //
	Opened  Why = "opened"   // a door or cover
)

// pollEvery is how often a job is looked at.
const pollEvery = 300 * time.Millisecond

// Follow looks at a job until it is on paper or given up, or the context ends: what is not
// known to be on paper by then is Waiting or Unknown. The second answer is what keeps the
// printer from printing.
func (j *Job) Follow(ctx context.Context) (State, Why) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		state := j.state()
		if state == Out || state == Failed {
			return state, ""
		}
		select {
		case <-ctx.Done():
			return state, j.why()
		case <-tick.C:
		}
	}
}

// commandTime bounds one command or question to the printing system, which may wait for a
// printer in the network that is switched off.
const commandTime = 30 * time.Second
