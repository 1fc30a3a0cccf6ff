package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"woshou/data"
	"woshou/sync/township/ledger/tables"
)

// prefix stands before the name of every table, so that a database may hold others.
const prefix = "woshou_"

// steps are the changes of the schema, in order; each is done once. What a step makes is
// made by it again without harm, for a database that stopped in the middle.
var steps = [][]string{first()}

// first makes the tables and the row of the server.
func first() (all []string) {
	for _, t := range tables.All {
		columns, key := "key BYTEA NOT NULL", "key"
		if t.ByVillage {
			columns, key = "village BYTEA NOT NULL, key BYTEA NOT NULL", "village, key"
		}
		all = append(all, fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s%s (%s, value BYTEA NOT NULL, PRIMARY KEY (%s))", prefix, t.Name, columns, key))
	}
	return append(all,
		"CREATE TABLE IF NOT EXISTS woshou_server (id INT PRIMARY KEY, holder TEXT NOT NULL, beat BIGINT NOT NULL)",
		"INSERT INTO woshou_server (id, holder, beat) VALUES (1, '', 0) ON CONFLICT (id) DO NOTHING")
}

// migrate brings the schema up to date.
func migrate(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, "CREATE TABLE IF NOT EXISTS woshou_schema (version INT PRIMARY KEY)"); err != nil {
		return err
	}
	var done int
	if err := pool.QueryRow(ctx, "SELECT COALESCE(MAX(version), 0) FROM woshou_schema").Scan(&done); err != nil {
		return err
	}
	if done > len(steps) {
		return fmt.Errorf("schema %d: %w", done, data.ErrNewer)
	}
	for version := done + 1; version <= len(steps); version++ {
		for _, statement := range steps[version-1] {
			if _, err := pool.Exec(ctx, statement); err != nil {
				return fmt.Errorf("make schema %d: %w", version, err)
			}
		}
		if _, err := pool.Exec(ctx, "INSERT INTO woshou_schema (version) VALUES ($1) ON CONFLICT (version) DO NOTHING", version); err != nil {
			return err
		}
	}
	return nil
}

// statements are those of one table.
type statements struct {
	// get reads keys, put writes them with values, drop removes them.
	get, put, drop string
}

var sql = func() map[*tables.Table]statements {
	all := map[*tables.Table]statements{}
	for _, t := range tables.All {
		name := prefix + t.Name
		if t.ByVillage {
			all[t] = statements{
				get: "SELECT t.village, t.key, t.value FROM unnest($1::bytea[], $2::bytea[]) AS w (v, k)" +
					" JOIN " + name + " AS t ON t.village = w.v AND t.key = w.k",
				put: "INSERT INTO " + name + " (village, key, value) SELECT v, k, x FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) AS w (v, k, x)" +
					" ON CONFLICT (village, key) DO UPDATE SET value = excluded.value",
				drop: "DELETE FROM " + name + " WHERE (village, key) IN (SELECT v, k FROM unnest($1::bytea[], $2::bytea[]) AS w (v, k))",
			}
			continue
		}
		all[t] = statements{
			get: "SELECT ''::bytea, key, value FROM " + name + " WHERE key = ANY($1)",
			put: "INSERT INTO " + name + " (key, value) SELECT k, x FROM unnest($1::bytea[], $2::bytea[]) AS w (k, x)" +
				" ON CONFLICT (key) DO UPDATE SET value = excluded.value",
			drop: "DELETE FROM " + name + " WHERE key = ANY($1)",
		}
	}
	return all
}()
