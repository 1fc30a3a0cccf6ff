package sync_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"woshou/data"
)

var everyOrder = flag.Int("sync.orders", 90, "try every n-th order of two computers' saves and exchanges; 1 tries all 12,870")

// Two computers of a village change one case four times each and exchange after each
// change: in every order in which that can happen, both show the same in the end, and
// nothing that was typed is gone.
func TestEveryOrder_OfTwoComputers(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, newLine(w))
	v.sync()
	two := [2]*village{v, v.clone()}
	two[1].sync() // a copied folder becomes a computer of its own log
	n := 0
	orders(8, 8, nil, func(order []int) {
		if n++; n%*everyOrder == 0 {
			playOrder(t, two, order, fmt.Sprint(n))
		}
	})
	if n != 12870 {
		t.Errorf("%d orders, want 12870", n)
	}
	entries, cases := v.stream()
	v.checkStream()
	t.Logf("%d orders, %d cases, %d events", n / *everyOrder, len(cases), len(entries))
}

// orders gives every order of a zeros and b ones to f.
func orders(a, b int, order []int, f func([]int)) {
	if a == 0 && b == 0 {
		f(order)
		return
	}
	if a > 0 {
		orders(a-1, b, append(order[:len(order):len(order)], 0), f)
	}
	if b > 0 {
		orders(a, b-1, append(order[:len(order):len(order)], 1), f)
	}
}

// playOrder has each computer, in the order given, save and exchange in turn.
func playOrder(t *testing.T, two [2]*village, order []int, name string) {
	id := two[0].add("开头" + name)
	two[0].sync()
	two[1].sync()
	texts, seen := []string{}, map[string]bool{}
	var turns [2]int
	for _, who := range order {
		v := two[who]
		if turns[who]%2 == 0 {
			text := fmt.Sprintf("%s-%d-%d", name, who, turns[who])
			seen[v.change("mediate", id, text)] = true
			texts = append(texts, text)
		} else {
			v.sync()
		}
		turns[who]++
	}
	for range 2 { // both saw the other's last change, and what they made of it
		two[0].sync()
		two[1].sync()
	}
	a, b := shown(t, two[0], id), shown(t, two[1], id)
	if a != b {
		t.Errorf("order %v: the computers show\n%s\n%s", order, a, b)
	}
	for _, text := range texts {
		if !seen[text] && !strings.Contains(a, text) {
			t.Errorf("I8: order %v: %q is shown nowhere", order, text)
		}
	}
}

func shown(t *testing.T, v *village, id data.CaseID) string {
	t.Helper()
	c, err := v.st.Case(id)
	if err != nil {
		t.Fatal(err)
	}
	return asText(t, c)
}
