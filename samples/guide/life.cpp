// The code of docs/guide/life.md, checked as it runs.
#include <cstdint>
#include <optional>
#include <string>

#include "expect.hpp"
#include "rowan/model/audit.hpp"
#include "rowan/model/soft_delete.hpp"
#include "rowan/rowan.hpp"

// [snippet: mixin]
class Titled {
 public:
  std::string title;
  ROWAN_MIXIN(Titled, (), (title))

  template <class T>
  static void configure_mixin(rowan::ModelBuilder<T>& m) {
    m.attribute(&Titled::title).not_blank().max_length(80);
    m.before_save([](T& record) { record.title += "."; });
  }
};
// [end]

// [snippet: soft-model]
class Memo : public rowan::Model<Memo>, public Titled, public rowan::SoftDelete {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Memo, (Titled, rowan::SoftDelete), (id))
};
// [end]
ROWAN_REGISTER_MODEL(Memo)

// [snippet: audit-model]
class Amendment : public rowan::Model<Amendment>, public rowan::AuditEntry {
 public:
  std::int64_t id{};

  ROWAN_MODEL(Amendment, (rowan::AuditEntry), (id))
};
// [end]
ROWAN_REGISTER_MODEL(Amendment)

namespace {

void mixins() {
  expect(Memo().save().to_string() == "title can't be blank");
  expect(Memo::create({{"title", "Bread"}}).title == "Bread.");
}

void soft_deletes() {
  Memo memo = Memo::create({{"title", "Rolls"}});
  // [snippet: soft-delete]
  auto destroyed = memo.destroy();        // UPDATE … SET deleted_at = …
  bool hidden = !Memo::find_if(memo.id);  // queries leave it out
  bool kept = Memo::unscoped().find(memo.id).is_deleted();
  rowan::restore(memo);                     // with dependents that were deleted with it
  auto gone = rowan::really_destroy(memo);  // DELETE
  // [end]
  expect(destroyed && hidden && kept && gone && memo.is_destroyed());
}

void audits() {
  // [snippet: audit]
  const rowan::Audit audit = rowan::audit<Amendment, Memo>([] { return std::optional<std::string>("ann"); });
  // [end]
  const Memo memo = Memo::create({{"title", "Buns"}});
  const Amendment entry = *rowan::changes_of<Amendment>(memo).first();
  expect(entry.operation == "insert" && entry.actor == "ann" && entry.what.text().find("Buns") != std::string::npos);
}

}  // namespace

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  db.create_tables<Memo, Amendment>();
  mixins();
  soft_deletes();
  audits();
}
