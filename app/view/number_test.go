package view

import (
	"testing"

	"woshou/data/store"
)

// nextNumber is the next number of a year in a record.
func nextNumber(t *testing.T, st *store.Store, year int) int {
	t.Helper()
	seq, err := st.NextNumber(year)
	if err != nil {
		t.Fatal(err)
	}
	return seq
}
