package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"woshou/data"
	"woshou/data/store"
)

const password = "bench-password"

// bench is a record with many cases to measure on.
type bench struct {
	dir  string
	st   *store.Store
	rand *rand.Rand
	head data.ElementID
	ids  []data.CaseID
	size int // bytes of text in all cases, once known
}

func newBench(dir string, cases int) (*bench, error) {
	b := &bench{dir: dir, rand: rand.New(rand.NewPCG(1, 2)), head: data.NewElementID()}
	committee := &data.Committee{
		Name: "东篱村人民调解委员会", Area: "339921101201", AreaShort: "示清东", Village: "东篱村", Town: "清溪镇", County: "示例县",
		Mediators: []data.Mediator{{ID: b.head, Name: "寿永康", Head: true}},
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	st, _, err := store.Create(b.path(), store.NewRecord{Committee: committee, Author: b.head, Password: password}, store.Options{})
	if err != nil {
		return nil, err
	}
	b.st = st
	return b, b.add(cases)
}

// add records new cases.
func (b *bench) add(cases int) error {
	const batch = 500
	for at := 0; at < cases; at += batch {
		var some []*data.Case
		for i := at; i < min(cases, at+batch); i++ {
			some = append(some, b.newCase(i))
			b.ids = append(b.ids, some[i-at].ID)
		}
		if err := b.st.SaveCases("intake", some); err != nil {
			return fmt.Errorf("case %d: %w", at, err)
		}
	}
	return nil
}

func (b *bench) path() string { return filepath.Join(b.dir, "record.db") }

func (b *bench) close() { _ = b.st.Close() }

var (
	families = []rune("叶张俞何王陈赵金骆黄杨楼斯蒋周钱徐寿郦孙")
	given    = []rune("建国根土伟桂英海燕志强彩娟阿水喆秀莲平大玉凤明军丽天雨桐立永康小红𬭎𫖯䶮𤧛𨱔")
	words    = []rune("修房时瓦片碰落邻家屋瓦多次上门未果悬挂遮挡物双方推搡手臂擦伤医药费请求赔偿拆除滴水檐共用墙基竹林界址收割面积计量漏水物业借条利息赡养照料道路相撞")
)

func (b *bench) text(from []rune, n int) string {
	out := make([]rune, n)
	for i := range out {
		out[i] = from[b.rand.IntN(len(from))]
	}
	return string(out)
}

func (b *bench) party(role data.Role) data.Party {
	return data.Party{
		ID: data.NewElementID(), Role: role, Kind: data.Person,
		Name: b.text(families, 1) + b.text(given, 2), Phone: fmt.Sprintf("1390000%04d", b.rand.IntN(10000)),
		Address: fmt.Sprintf("清溪镇东篱村%d组%d号", b.rand.IntN(12)+1, b.rand.IntN(90)+1), Ethnicity: "汉族",
	}
}

// newCase invents a case of the usual size: about 2.5 KB with two meetings.
func (b *bench) newCase(i int) *data.Case {
	day, _ := data.NewDay(2020, 1, 1)
	day = day.Add(i % 2000)
	c := &data.Case{
		ID: data.NewCaseID(), Status: data.Mediating, Year: 2020 + i%6, Seq: i, Number: fmt.Sprintf("（%d）示清东人调字第%03d号", 2020+i%6, i),
		Type: data.DisputeType(data.DisputeTypes[b.rand.IntN(len(data.DisputeTypes))].Code), Source: data.Application,
		Place: "东篱村村道", Summary: b.text(words, 220), Requests: b.text(words, 40), ReceivedOn: day, AcceptedOn: day,
		Parties:   []data.Party{b.party(data.Applicant), b.party(data.Respondent)},
		Mediators: []data.Assignment{{ID: data.NewElementID(), Mediator: b.head, Name: "寿永康"}},
	}
	for range 2 {
		c.Sessions = append(c.Sessions, data.Session{
			ID: data.NewElementID(), On: day, Place: "村调解室", Mode: data.FaceToFace, Notes: b.text(words, 120),
			Present: []data.ElementID{c.Parties[0].ID, c.Parties[1].ID},
		})
	}
	return c
}
