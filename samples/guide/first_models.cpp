// The second program of docs/guide/first-record.md: a file, two models, the log.
#include "expect.hpp"

// [snippet: program]
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include "rowan/core/log.hpp"
#include "rowan/rowan.hpp"

class Novel;

class Writer : public rowan::Model<Writer> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Novel> novels;

  ROWAN_MODEL(Writer, (), (id, name, novels))
};

class Novel : public rowan::Model<Novel> {
 public:
  std::int64_t id{};
  std::string title;
  rowan::BelongsTo<Writer> writer;

  ROWAN_MODEL(Novel, (), (id, title, writer))
};

ROWAN_REGISTER_MODEL(Writer)
ROWAN_REGISTER_MODEL(Novel)

int main() {
  rowan::log_to_spdlog();  // shows each statement
  auto db = rowan::connect("sqlite://novels.db");
  db.create_tables<Writer, Novel>({.if_missing = true});

  Writer writer;
  writer.name = "Ursula K. Le Guin";
  for (const char* title : {"The Dispossessed", "The Left Hand of Darkness"}) {
    Novel novel;
    novel.title = title;
    writer.novels.add(std::move(novel));
  }
  writer.save_or_throw();  // the writer and both novels, in one transaction

  for (Writer& each : Writer::all())
    for (Novel& novel : each.novels) std::printf("%s wrote %s\n", novel.writer->name.c_str(), novel.title.c_str());
  expect(rowan::statements_executed() == 9 || rowan::statements_executed() == 6);  // the first run; a later one
}
// [end]
