package windowtest

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
)

var kills = flag.Int("kills", 3, "how often the program is killed while it saves")

// The program is killed, again and again, at a moment within or after a save: what the screen had acknowledged is there
// each time, whole, and the next start goes on.
func TestDesk_KilledAtAnyMoment(t *testing.T) {
	p := readyProgram(t)
	moment := rand.New(rand.NewPCG(1, uint64(*kills)))
	for round := range *kills {
		saved := p.saves()
		p.run(intakeOf(round)...)
		if round%2 == 0 { // just after the acknowledgement, otherwise somewhere around it
			p.WaitFor("the save", func() bool { return p.saves() > saved })
		} else {
			time.Sleep(time.Duration(moment.IntN(80)) * time.Millisecond)
		}
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = p.cmd.Wait() // it was killed
		acknowledged := p.saves()
		checkKilled(t, p, round, acknowledged)
		p.start()
	}
}

// readyProgram starts the desk on a record that has a committee and no case.
func readyProgram(t *testing.T) *program {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "desk")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	who := data.Mediator{ID: data.NewElementID(), Name: "杨秀莲", Head: true}
	st, _, err := store.Create(filepath.Join(dir, "record.db"), store.NewRecord{
		Committee: &data.Committee{Name: "东篱村人民调解委员会", Area: "339921101201", Mediators: []data.Mediator{who}},
		Author:    who.ID, Password: password,
	}, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	p := &program{Display: StartDisplay(t, Options{}), t: t, dir: dir}
	p.start()
	return p
}

// start starts the program anew and unlocks the record.
func (p *program) start() {
	p.t.Helper()
	today := p.screens(screenToday)
	p.cmd = p.Start(Build(p.t, "."), "-dir", p.dir)
	p.WaitWindow("握手言和")
	p.onScreen(screenUnlock, 1)
	p.Type(password)
	p.Key("Return")
	p.onScreen(screenToday, today+1)
}

// intakeOf takes a dispute in and presses save without waiting for what comes of it. Names are in Latin letters, which
// reach a busy program as typed; Chinese ones are typed through an input method in other tests.
func intakeOf(round int) []step {
	return []step{
		opening(screenIntake, keys("ctrl+n")), func(p *program) { p.settled() },
		typed(applicantOf(round)), repeat(4, "Tab"), typed(respondent), repeat(4, "Tab"),
		pick(2), repeat(1, "Tab"), typed(summaryOf(round)), keys("ctrl+s"),
	}
}

const respondent = "Zhang Gentu"

func applicantOf(round int) string { return "Ye Jianguo" + strings.Repeat("x", round%3+1) }

func summaryOf(round int) string { return fmt.Sprintf("round %d of the kills", round) }

// checkKilled opens what a killed program left.
func checkKilled(t *testing.T, p *program, round, acknowledged int) {
	t.Helper()
	st := p.record()
	defer st.Close()
	rows := st.Rows()
	if len(rows) < acknowledged || len(rows) > round+1 {
		t.Fatalf("round %d: %d cases on record, %d acknowledged", round, len(rows), acknowledged)
	}
	for _, row := range rows {
		c, err := st.Case(row.ID)
		if err != nil {
			t.Fatal(err)
		}
		if c.Status != data.Applied || len(c.Parties) != 2 || !strings.HasSuffix(c.Summary, "of the kills") {
			t.Errorf("round %d: case %+v is not whole", round, c)
		}
	}
}
