package township

import "context"

// level is what the pages call a server's units and itself: those of a township's are
// villages, those of a county's townships.
type level struct {
	// Whole is all units together, Unit one of them, Each their heading.
	Whole, Unit, Each string
	// Compare is the comparison of the units with Here; There is one unit's own side.
	Compare, Here, There string
	// Shows says where one unit sees its own code.
	Shows string
}

var (
	townLevel   = level{"全镇", "村（社区）", "各村（社区）", "村镇核对", "镇街", "村里", "村里的程序在“报送”页"}
	countyLevel = level{"全县", "镇街", "各镇街", "县镇核对", "县里", "镇街", "镇街的服务器在“核对”页"}
)

// level is a county's as soon as a township is registered. What cannot be read now is
// called as most are.
func (s *Server) level(ctx context.Context) level {
	out := townLevel
	_ = s.ask(ctx, func(b *board) error {
		for _, p := range b.order {
			if p.Town {
				out = countyLevel
				break
			}
		}
		return nil
	})
	return out
}
