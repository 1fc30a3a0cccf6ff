package data

import "testing"

func TestAccessOf(t *testing.T) {
	c := &Committee{
		Mediators: []Mediator{
			{ID: "head", Name: "陈𤧛", Head: true, Access: Reads}, {ID: "clerk", Name: "俞𬭎伟"},
			{ID: "admin", Name: "王海燕", Access: Manages}, {ID: "looks", Name: "徐䶮", Access: Reads},
		},
		Readers: []Reader{{ID: "lawyer", Name: "赵𫖯", Post: "村法律顾问"}},
	}
	for id, want := range map[ElementID]Access{
		"head": Manages, "clerk": Writes, "admin": Manages, "looks": Reads, "lawyer": Reads, "nobody": Reads, "": Reads,
	} {
		if got := c.AccessOf(id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if got := new(Committee).AccessOf("first"); got != Manages {
		t.Errorf("before there are mediators: %q", got)
	}
	for id, want := range map[ElementID]string{"clerk": "俞𬭎伟", "lawyer": "赵𫖯", "nobody": ""} {
		if got := c.PersonName(id); got != want {
			t.Errorf("%s is %q", id, got)
		}
	}
}
