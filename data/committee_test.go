package data

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCommittee_Warnings(t *testing.T) {
	member := func(id ElementID, sex Sex) Mediator {
		return Mediator{ID: id, Name: "寿永康", Sex: sex, From: on("2025-01-01")}
	}
	whole := func() *Committee {
		c := &Committee{TermStart: on("2025-01-01"), TermEnd: on("2027-12-31"), Mediators: []Mediator{member("a", Male), member("b", Female), member("c", Male)}}
		c.Mediators[0].Head = true
		return c
	}
	for name, x := range map[string]struct {
		edit func(*Committee)
		want []string
	}{
		"whole":         {func(*Committee) {}, nil},
		"two members":   {func(c *Committee) { c.Mediators[2].Appointed = true }, []string{"members_few"}},
		"one has left":  {func(c *Committee) { c.Mediators[1].To = on("03-01") }, []string{"members_few", "no_woman"}},
		"not yet there": {func(c *Committee) { c.Mediators[0].From = on("2027-01-01") }, []string{"members_few", "no_head"}},
		"ten": {func(c *Committee) {
			for range 7 {
				c.Mediators = append(c.Mediators, member("x", Male))
			}
		}, []string{"members_many"}},
		"two heads":     {func(c *Committee) { c.Mediators[1].Head = true }, []string{"two_heads"}},
		"no term":       {func(c *Committee) { c.TermStart, c.TermEnd = 0, 0 }, []string{"no_term"}},
		"four years":    {func(c *Committee) { c.TermEnd = on("2028-12-31") }, []string{"term_long"}},
		"the end near":  {func(c *Committee) { c.TermEnd = on("04-30") }, []string{"term_ends"}},
		"the end past":  {func(c *Committee) { c.TermEnd = on("03-23") }, []string{"term_over"}},
		"the last day":  {func(c *Committee) { c.TermEnd = on("03-24") }, []string{"term_ends"}},
		"end only":      {func(c *Committee) { c.TermStart = 0 }, nil},
		"nobody at all": {func(c *Committee) { c.Mediators = nil }, []string{"members_few", "no_head", "no_woman"}},
	} {
		c := whole()
		x.edit(c)
		if diff := cmp.Diff(x.want, c.Warnings(on("03-24"))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	c := whole()
	c.Mediators = append(c.Mediators, Mediator{ID: "d", Name: "王海燕", Sex: Female, Appointed: true, FullTime: true}, Mediator{ID: "e", To: on("03-01")})
	if got := StaffOf(c, on("03-24")); got != (Staff{Mediators: 4, Members: 3, Appointed: 1, FullTime: 1, PartTime: 3, Women: 2}) {
		t.Errorf("staff %+v", got)
	}
	c = whole()
	if h := c.Head(on("03-24")); h == nil || h.ID != "a" || c.Head(on("2024-01-01")) != nil || len(c.Serving(on("03-24"))) != 3 {
		t.Errorf("head %+v", h)
	}
}
