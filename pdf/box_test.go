package pdf

import "testing"

func TestBox_String(t *testing.T) {
	for _, c := range []struct {
		box  Box
		want string
	}{
		{
			Box{Page: 1, X: 28, Y: 45.5, Text: "俞\"𬭎\"伟", Style: Style{Size: 16}},
			`1 text 28.00,45.50 body 16 "俞\"𬭎\"伟"`,
		},
		{
			Box{Page: 2, X: 28, Y: 45.126, W: 30, Text: "协议", Style: Style{Role: Title, Size: 22, Track: -0.25, Bold: true, Gray: 0.5}},
			`2 text 28.00,45.13 30.00x0.00 title 22 track -0.250 bold gray 0.50 "协议"`,
		},
		{Box{Page: 3, Kind: Rule, X: 1, Y: 2, W: 3, Pen: 0.4, Dash: true}, "3 rule 1.00,2.00 3.00x0.00 pen 0.40 dash"},
		{Box{Page: 1, Kind: Frame, X: 1, Y: 2, W: 3, H: 4}, "1 frame 1.00,2.00 3.00x4.00"},
		{Box{Page: 1, Kind: Circle, W: 42, H: 42, Style: Style{Gray: 0.6}}, "1 circle 0.00,0.00 42.00x42.00 gray 0.60"},
		{Box{Page: 1, Kind: Modules, W: 22, H: 22, Modules: make([]bool, 9)}, "1 modules 0.00,0.00 22.00x22.00 9 modules"},
	} {
		if got := c.box.String(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestKindAndRole_Names(t *testing.T) {
	for got, want := range map[string]string{
		Text.String(): "text", Modules.String(): "modules", Kind(9).String(): "kind9",
		Body.String(): "body", Kai.String(): "kai", Role(9).String(): "role9",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
