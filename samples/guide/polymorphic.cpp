// The code of docs/guide/polymorphic.md on references to one of several models.
#include <string>
#include <utility>

#include <rowan/rowan.hpp>

#include "expect.hpp"

// [snippet: models]
class Note;
class Parcel;

class Clerk : public rowan::Model<Clerk> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Note> notes;
  rowan::HasMany<Parcel> parcels;

  ROWAN_MODEL(Clerk, (), (id, name, notes, parcels))
  static void configure(rowan::ModelBuilder<Clerk>& m) {
    m.has_many(&Clerk::parcels).through("notes", "subject");  // those notes only that refer to a Parcel
  }
};

class Invoice : public rowan::Model<Invoice> {
 public:
  std::int64_t id{};
  std::string number;
  rowan::HasMany<Note> notes;

  ROWAN_MODEL(Invoice, (), (id, number, notes))
  static void configure(rowan::ModelBuilder<Invoice>& m) {
    m.has_many(&Invoice::notes).as("subject").dependent(rowan::dependent::destroy);
  }
};

class Parcel : public rowan::Model<Parcel> {
 public:
  std::int64_t id{};
  std::string address;
  rowan::HasMany<Note> notes;

  ROWAN_MODEL(Parcel, (), (id, address, notes))
  static void configure(rowan::ModelBuilder<Parcel>& m) {
    m.type_name("parcel");  // in subject_type; by default "Parcel"
    m.has_many(&Parcel::notes).as("subject");
  }
};

class Note : public rowan::Model<Note> {
 public:
  std::int64_t id{};
  std::string text;
  rowan::BelongsTo<Clerk> clerk;
  rowan::BelongsTo<rowan::Any<Invoice, Parcel>> subject;  // subject_type and subject_id

  ROWAN_MODEL(Note, (), (id, text, clerk, subject))
  static void configure(rowan::ModelBuilder<Note>& m) { m.belongs_to(&Note::clerk).optional(); }
};
// [end]
ROWAN_REGISTER_MODEL(Clerk)
ROWAN_REGISTER_MODEL(Invoice)
ROWAN_REGISTER_MODEL(Parcel)
ROWAN_REGISTER_MODEL(Note)

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  db.create_tables<Clerk, Invoice, Parcel, Note>();

  // [snippet: use]
  Invoice invoice = Invoice::create({{"number", "17"}});
  Parcel parcel;
  parcel.address = "1 Rowan Road";

  Note note;
  note.text = "Left at the neighbour's";
  note.subject = parcel;  // either model; a new record is saved first
  note.save_or_throw();
  invoice.notes.create({{"text", "Paid late"}});

  for (Note& each : Note::all()) {  // one query for the notes, and one for each model
    if (Parcel* to = each.subject.get_if<Parcel>()) expect(to->address == "1 Rowan Road");
    const auto id = each.subject.visit([](auto& target) { return target.id; });
    expect(id == each.subject.key());
  }
  expect(Note::where(Note::c.subject == invoice).sole().text == "Paid late");
  expect(Note::where(Note::c.subject.is<Parcel>(Parcel::c.address.contains("Rowan"))).exists());
  expect(Invoice::where(Invoice::c.notes.some(Note::c.text == "Paid late")).count() == 1);
  // [end]

  Clerk clerk = Clerk::create({{"name", "Kim"}});
  note.clerk = clerk;
  note.save_or_throw();
  // [snippet: ask]
  expect(clerk.parcels[0].address == "1 Rowan Road");
  auto address = Note::c.subject(Parcel::c.address);  // NULL for a note on an invoice
  expect(Note::where(address == "1 Rowan Road").sole().text == "Left at the neighbour's");
  expect(Note::order(address.asc().nulls_last()).first()->subject.is<Parcel>());
  expect(note.subject.relation<Parcel>().exists(Parcel::c.address.contains("Rowan")));

  auto notes = Note::all()
                   .preload(Note::c.subject, Parcel::where(Parcel::c.address != ""))  // one call for each model
                   .preload(Note::c.subject, Invoice::all().preload(Invoice::c.notes))
                   .load();
  // [end]
  expect(notes.size() == 2);
}
