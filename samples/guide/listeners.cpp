// The code of docs/guide/listeners.md, checked as it runs.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "expect.hpp"
#include "rowan/rowan.hpp"

// [snippet: models]
class Note : public rowan::Model<Note> {
 public:
  std::int64_t id{};
  std::string title;
  std::optional<rowan::Instant> deleted_at;

  ROWAN_MODEL(Note, (), (id, title, deleted_at))
};
ROWAN_REGISTER_MODEL(Note)

class AuditEntry : public rowan::Model<AuditEntry> {
 public:
  std::int64_t id{};
  std::string operation, row, what;

  ROWAN_MODEL(AuditEntry, (), (id, operation, row, what))
};
ROWAN_REGISTER_MODEL(AuditEntry)
// [end]

namespace {

// [snippet: audit]
class Audit : public rowan::ChangeListener {
 public:
  void after(const rowan::RowChange& change) override {
    AuditEntry entry;  // in the same transaction: it stays when the change stays
    entry.operation = rowan::to_string(change.operation);
    entry.row = change.model.name;
    for (const rowan::Value& part : change.key) entry.row += " " + part.to_string();
    for (const rowan::Change& one : change.changes) {
      if (one.secret) continue;
      entry.what += std::string(one.attribute) + "=" + one.after.to_string() + " ";
    }
    entry.save_or_throw();  // this listener is not told of its own writes
  }
};
// [end]

void audit() {
  // [snippet: listen]
  const rowan::Listening listening = rowan::listen(std::make_shared<Audit>());  // all models, until it ends
  Note note;
  note.title = "Buy milk";
  note.save_or_throw();
  note.title = "Buy oat milk";
  note.save_or_throw();
  Note::where(Note::c.title == "Buy bread").update_all(Note::c.title = "Buy rolls");
  // [end]
  expect(AuditEntry::count() == 3);
  expect(AuditEntry::first()->row == "Note 1");
  expect(AuditEntry::last()->operation == "update_all");
}

void soft_delete() {
  // [snippet: soft-delete]
  const rowan::DefaultCondition kept = rowan::add_default_condition<Note>([] { return Note::c.deleted_at.is_null(); });
  Note note;
  note.title = "A secret";
  note.save_or_throw();
  note.deleted_at = rowan::now();
  note.save_or_throw();
  bool hidden = !Note::find_if(note.id) && !Note::where(Note::c.title == "A secret").exists();
  bool there = Note::unscoped().find(note.id).title == "A secret";
  // [end]
  expect(hidden && there);
}

}  // namespace

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  db.create_tables<Note, AuditEntry>();
  audit();
  soft_delete();
}
