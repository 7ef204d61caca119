// A program of somebody else, built with nothing but the installed headers, the library and pkg-config.
#include <cstdio>

#include "rowan/connection/database.hpp"

int main() {
  rowan::Database database = rowan::connect("sqlite::memory:");
  database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
  database.execute("INSERT INTO people (name) VALUES (?)", "Ann");
  for (const rowan::Row& row : database.query("SELECT name FROM people WHERE id = ?", 1))
    std::printf("found %s\n", row["name"].as_string().c_str());
}
