package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"woshou/data"
)

// Names and words of invented cases (the invented people of the project's samples).
var (
	sampleNames = []string{
		"叶建国", "张根土", "俞𬭎伟", "何桂英", "王海燕", "陈志强", "赵𫖯", "金彩娟", "骆阿水", "骆阿根", "黄喆", "杨秀莲",
		"楼国平", "斯大伟", "蒋玉凤", "蒋建明", "周天明", "阿依古丽·买买提", "钱立", "徐䶮", "寿永康", "郦小红", "陈𤧛", "孙𨱔",
	}
	sampleWords = []string{
		"修房时瓦片碰落邻家屋瓦，多次上门协商未果，双方发生推搡。", "共用墙基、滴水檐争议，要求退让三十厘米。",
		"村口电动三轮车相撞，左腕骨折，花去医疗费一万六千余元。", "收割机作业面积计量争议，双方各执一词。",
		"安置小区漏水，住户拒交物业费。", "祖山毛竹林界址不清，双方各执一份山权证复印件。",
		"经调解员现场勘查，向村民了解情况，双方表示愿意各让一步。", "对方认可事实，但对金额有异议，约定下次继续调解。",
	}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func words(r *rand.Rand, n int) string {
	out := ""
	for range n {
		out += pick(r, sampleWords)
	}
	return out
}

func element(r *rand.Rand) data.ElementID {
	return data.ElementID(fmt.Sprintf("%016x", r.Uint64()))
}

// sampleCase returns an invented case of about 2.5 KB, somewhere in its life.
func sampleCase(r *rand.Rand, n int) *data.Case {
	from := data.Day(739000 + r.IntN(1500))
	var id data.CaseID
	for i := range id {
		id[i] = byte(r.Uint32())
	}
	c := &data.Case{
		ID: id, Status: pick(r, data.Statuses[1:]), Type: data.DisputeType(fmt.Sprintf("%02d", 1+r.IntN(18))),
		Number: fmt.Sprintf("（2026）示清东人调字第%03d号", n), Year: 2026, Seq: n,
		Source: data.Application, Place: "东篱村" + pick(r, []string{"村口", "晒谷场", "溪边"}),
		Summary: words(r, 3), Requests: words(r, 1), Claimed: data.Fen(1 + r.IntN(9_000_000)), ReceivedOn: from, AcceptedOn: from + 1,
		Mediators: []data.Assignment{{ID: element(r), Mediator: head, Name: "郦小红"}},
	}
	for _, role := range []data.Role{data.Applicant, data.Respondent} {
		c.Parties = append(c.Parties, data.Party{
			ID: element(r), Role: role, Kind: data.Person, Name: pick(r, sampleNames), Sex: data.Male,
			Phone: fmt.Sprintf("139%08d", r.IntN(1e8)), IDNumber: data.ResidentID(fmt.Sprintf("339921%012d", r.IntN(1e12))),
			Address: "示例县清溪镇东篱村", ConsentOn: from, InformedOn: from,
		})
	}
	for i := range 1 + r.IntN(3) {
		c.Sessions = append(c.Sessions, data.Session{ID: element(r), On: from + data.Day(i), Place: "调解室", Notes: words(r, 2), NextOn: from + 9})
	}
	if r.IntN(2) == 0 {
		a := data.Agreement{ID: element(r), Form: data.Written, On: from + 9, Facts: words(r, 1), FrozenOn: from + 9, EffectiveOn: from + 10}
		a.Clauses = []data.Clause{{ID: element(r), Kind: data.PayMoney, From: []data.ElementID{c.Parties[0].ID}, To: []data.ElementID{c.Parties[1].ID}, Amount: 80000, Due: from + 20}}
		a.Items = data.ItemsOf(a.Clauses[0])
		c.Agreements, c.ConcludedOn = []data.Agreement{a}, from+10
	}
	return c
}

// edit changes something of a case, as a mediator would.
func edit(r *rand.Rand, c *data.Case) {
	switch r.IntN(8) {
	case 0:
		c.Summary = words(r, 1+r.IntN(3))
	case 1:
		c.Claimed = data.Fen(r.IntN(1e6))
	case 2:
		c.Parties = append(c.Parties, data.Party{ID: element(r), Role: data.ThirdPerson, Kind: data.Person, Name: pick(r, sampleNames)})
	case 3:
		if len(c.Parties) > 1 {
			c.Parties = c.Parties[:len(c.Parties)-1]
		}
	case 4:
		if len(c.Parties) > 0 {
			p := &c.Parties[r.IntN(len(c.Parties))]
			p.Phone, p.Name = fmt.Sprint(r.IntN(1e9)), pick(r, sampleNames)
		}
	case 5:
		c.Sessions = append(c.Sessions, data.Session{ID: element(r), On: data.Day(739000 + r.IntN(1000)), Notes: words(r, 1)})
	case 6:
		if c.Status != data.Void { // a void case stays void
			c.Status = pick(r, data.Statuses)
		}
	case 7:
		c.Tags = append(c.Tags, pick(r, []string{"治安", "信访", "老年人"}))
	}
}

// save saves the difference and fails the test if it cannot.
func save(t testing.TB, s *Store, before, after *data.Case) *data.Case {
	t.Helper()
	got, err := s.SaveCase("edit", before, after)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// intake saves a new case.
func intake(t testing.TB, s *Store, c *data.Case) *data.Case {
	t.Helper()
	return save(t, s, &data.Case{ID: c.ID}, c)
}

// fill puts n invented cases into a record in few transactions.
func fill(t testing.TB, s *Store, n int) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for at := 0; at < n; at += 500 {
		err := s.update(func(tx *txn) error {
			for i := at; i < min(n, at+500); i++ {
				c := sampleCase(r, i+1)
				now := data.Case{ID: c.ID}
				if err := tx.save("intake", &now, data.Body{Changes: data.Diff(&data.Case{ID: c.ID}, c)}, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func writeFile(t testing.TB, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
