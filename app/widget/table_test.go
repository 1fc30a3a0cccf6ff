package widget

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"
)

// ledger is a table of many rows that counts what it is asked for.
type ledger struct {
	*Table
	rows    int
	asked   map[int]bool
	current []int
	opened  []int
}

func newLedger(t *testing.T, rows int) (*ledger, fyne.Canvas) {
	t.Helper()
	l := &ledger{rows: rows, asked: map[int]bool{}}
	columns := []Column{{Title: "编号", Width: 8}, {Title: "当事人"}, {Title: "状态", Width: 6, Chip: true}, {Title: "金额", Width: 6, Right: true}}
	l.Table = NewTable(columns, func() int { return l.rows }, func(row, column int) Cell {
		l.asked[row] = true
		return Cell{Text: fmt.Sprintf("%d-%d", row, column), Tone: Tone(row % 5)}
	})
	l.OnCurrent = func(row int) { l.current = append(l.current, row) }
	l.OnOpen = func(row int) { l.opened = append(l.opened, row) }
	c := show(t, l.Table).Canvas()
	return l, c
}

func TestTable_Look(t *testing.T) {
	l, _ := newLedger(t, 3)
	golden(t, "table", l.Table)
}

func TestTable_AsksOnlyForRowsInSight(t *testing.T) {
	for _, rows := range []int{10_000, 1_000_000} {
		l, _ := newLedger(t, rows)
		if n := len(l.asked); n == 0 || n > 60 {
			t.Errorf("of %d rows it asked for %d", rows, n)
		}
		objects := 0
		for range test.LaidOutObjects(l.Table) {
			objects++
		}
		if objects > 1000 {
			t.Errorf("%d rows made %d objects", rows, objects)
		}
		l.SetCurrent(rows - 1)
		if !l.asked[rows-1] || len(l.asked) > 120 {
			t.Errorf("going to the last row asked for %d rows", len(l.asked))
		}
	}
}

func TestTable_Keys(t *testing.T) {
	l, c := newLedger(t, 10_000)
	l.Focus()
	if l.Current() != 0 {
		t.Fatalf("on arriving row %d is current, want 0", l.Current())
	}
	for _, tt := range []struct {
		key  fyne.KeyName
		want int
	}{
		{fyne.KeyUp, 0}, {fyne.KeyDown, 1}, {fyne.KeyDown, 2}, {fyne.KeyUp, 1}, {fyne.KeyEnd, 9999}, {fyne.KeyDown, 9999}, {fyne.KeyHome, 0},
	} {
		press(c, tt.key)
		if l.Current() != tt.want {
			t.Errorf("%s went to %d, want %d", tt.key, l.Current(), tt.want)
		}
	}
	press(c, fyne.KeyPageDown)
	page := l.Current()
	if page < 5 || page > 20 {
		t.Errorf("Page Down went to row %d of a window of about 11", page)
	}
	press(c, fyne.KeyPageDown, fyne.KeyPageUp)
	if l.Current() != page {
		t.Errorf("Page Up went to %d, want %d", l.Current(), page)
	}
	press(c, fyne.KeyReturn, fyne.KeySpace, fyne.KeyEnter)
	if diff := cmp.Diff([]int{page, page, page}, l.opened); diff != "" {
		t.Errorf("opened:\n%s", diff)
	}
	var window []fyne.KeyName
	c.SetOnTypedKey(func(k *fyne.KeyEvent) { window = append(window, k.Name) })
	press(c, fyne.KeyEscape, fyne.KeyF2, fyne.KeyA)
	if len(window) != 2 {
		t.Errorf("the window got %v, want Esc and F2", window)
	}
}

func TestTable_Mouse(t *testing.T) {
	l, c := newLedger(t, 100)
	row := func(n int) *tableRow {
		for _, o := range test.LaidOutObjects(l.Table) {
			if r, ok := o.(*tableRow); ok && r.row == n {
				return r
			}
		}
		t.Fatalf("row %d is not in sight", n)
		return nil
	}
	test.Tap(row(3))
	if l.Current() != 3 || len(l.opened) != 0 || c.Focused() != l.list {
		t.Errorf("a click: current %d, opened %v, focus %T", l.Current(), l.opened, c.Focused())
	}
	test.Tap(row(3))
	if diff := cmp.Diff([]int{3}, l.opened); diff != "" {
		t.Errorf("a second click opened:\n%s", diff)
	}
	test.Tap(row(5))
	if diff := cmp.Diff([]int{0, 3, 5}, l.current); l.current[0] != 0 && diff != "" {
		t.Errorf("current rows %v", l.current)
	}
}

func TestTable_Shrinks(t *testing.T) {
	l, c := newLedger(t, 10)
	l.SetCurrent(9)
	l.rows = 4
	l.Refresh()
	if l.Current() != 3 {
		t.Errorf("after the rows became fewer row %d is current, want the last", l.Current())
	}
	l.rows = 0
	l.Refresh()
	l.Focus()
	press(c, fyne.KeyDown, fyne.KeyEnd, fyne.KeyReturn)
	if l.Current() != -1 || len(l.opened) != 0 {
		t.Errorf("an empty table has row %d and opened %v", l.Current(), l.opened)
	}
}

func TestTable_NarrowWindow(t *testing.T) {
	l, _ := newLedger(t, 5)
	for _, o := range test.LaidOutObjects(l.Table) {
		r, ok := o.(*tableRow)
		if !ok {
			continue
		}
		x := float32(0)
		for i, cell := range r.cells.Objects {
			if cell.Position().X < x-0.5 {
				t.Errorf("cell %d starts at %v, before the end of the one before at %v", i, cell.Position().X, x)
			}
			x = cell.Position().X + cell.Size().Width
		}
	}
}

func BenchmarkTable_Scroll(b *testing.B) {
	table := NewTable([]Column{{Title: "编号", Width: 8}, {Title: "当事人"}}, func() int { return 10_000 },
		func(row, column int) Cell { return Cell{Text: fmt.Sprint(row, column)} })
	w := test.NewTempWindow(b, table)
	w.Resize(fyne.NewSize(1366, 768))
	b.ResetTimer()
	for i := range b.N {
		table.SetCurrent(i * 37 % 10_000)
	}
}
