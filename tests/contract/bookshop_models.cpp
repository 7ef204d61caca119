#include "contract/bookshop_models.hpp"

ROWAN_REGISTER_MODEL(bookshop::Country)
ROWAN_REGISTER_MODEL(bookshop::Profile)
ROWAN_REGISTER_MODEL(bookshop::Author)
ROWAN_REGISTER_MODEL(bookshop::Genre)
ROWAN_REGISTER_MODEL(bookshop::Book)
ROWAN_REGISTER_MODEL(bookshop::Chapter)
ROWAN_REGISTER_MODEL(bookshop::Person)
ROWAN_REGISTER_MODEL(bookshop::Device)
ROWAN_REGISTER_MODEL(bookshop::Reading)
ROWAN_REGISTER_MODEL(bookshop::Room)
ROWAN_REGISTER_MODEL(bookshop::Visit)
ROWAN_REGISTER_MODEL(bookshop::Shelf)
ROWAN_REGISTER_MODEL(bookshop::DestroyingShelf)
ROWAN_REGISTER_MODEL(bookshop::DeletingShelf)
ROWAN_REGISTER_MODEL(bookshop::NullifyingShelf)
ROWAN_REGISTER_MODEL(bookshop::RefusingShelf)
ROWAN_REGISTER_MODEL(bookshop::StrictShelf)
ROWAN_REGISTER_MODEL(bookshop::ThrowingShelf)
ROWAN_REGISTER_MODEL(bookshop::Item)
ROWAN_REGISTER_MODEL(bookshop::Audit)
ROWAN_REGISTER_MODEL(bookshop::Haunted)

namespace bookshop {

using namespace rowan;

void Country::configure(ModelBuilder<Country>& m) { m.primary_key(&Country::code); }

void Profile::configure(ModelBuilder<Profile>& m) { m.belongs_to(&Profile::author).optional(); }

void Author::configure(ModelBuilder<Author>& m) {
  m.attribute(&Author::name).not_blank();
  m.belongs_to(&Author::country).optional();
  m.has_many(&Author::books).inverse(Book::c.author);
  m.has_many(&Author::chapters).through(Author::c.books);
  m.has_many(&Author::plain_books).inverse("author").batch(false);
}

void Genre::configure(ModelBuilder<Genre>& m) { m.attribute(&Genre::label).not_blank(); }

void Book::configure(ModelBuilder<Book>& m) {
  m.attribute(&Book::title).not_blank();
  m.belongs_to(&Book::author).optional();
  m.has_many(&Book::chapters).order(Chapter::c.number.asc()).dependent(dependent::destroy);
  m.has_many(&Book::countries).through(Book::c.author, Author::c.country);
}

void Chapter::configure(ModelBuilder<Chapter>& m) {
  m.attribute(&Chapter::heading).not_blank();
  m.has_many(&Chapter::genres).through("book");
}

void Person::configure(ModelBuilder<Person>& m) {
  m.belongs_to(&Person::parent).optional();
  m.has_many(&Person::children).inverse("parent");
  m.has_many(&Person::grandchildren).through("children", "children");
  m.many_to_many(&Person::friends).join_table("friendships", "person_id", "friend_id");
}

void Room::configure(ModelBuilder<Room>& m) { m.primary_key(&Room::house, &Room::number); }

void Visit::configure(ModelBuilder<Visit>& m) {
  m.belongs_to(&Visit::room).optional().foreign_key({"room_house", "room_number"});
}

void DestroyingShelf::configure(ModelBuilder<DestroyingShelf>& m) {
  m.table("shelves").has_many(&DestroyingShelf::items).foreign_key("shelf_id").dependent(dependent::destroy);
}
void DeletingShelf::configure(ModelBuilder<DeletingShelf>& m) {
  m.table("shelves").has_many(&DeletingShelf::items).foreign_key("shelf_id").dependent(dependent::delete_all);
}
void NullifyingShelf::configure(ModelBuilder<NullifyingShelf>& m) {
  m.table("shelves").has_many(&NullifyingShelf::items).foreign_key("shelf_id").dependent(dependent::nullify);
}
void RefusingShelf::configure(ModelBuilder<RefusingShelf>& m) {
  m.table("shelves").has_many(&RefusingShelf::items).foreign_key("shelf_id").dependent(dependent::restrict_error);
}
void StrictShelf::configure(ModelBuilder<StrictShelf>& m) {
  m.table("shelves").has_many(&StrictShelf::items).foreign_key("shelf_id").strict_loading();
}
void ThrowingShelf::configure(ModelBuilder<ThrowingShelf>& m) {
  m.table("shelves").has_many(&ThrowingShelf::items).foreign_key("shelf_id").dependent(dependent::restrict_exception);
}

void Item::configure(ModelBuilder<Item>& m) {
  m.belongs_to(&Item::shelf).optional();
  m.before_destroy([](Item& item) { return item.label != "nailed down"; });
  m.after_destroy([](Item&) { ++destroyed; });
}

void Audit::configure(ModelBuilder<Audit>& m) { m.strict_loading(); }

void create_tables(Database& database) {
  database.create_tables<Country, Profile, Author, Genre, Book, Chapter, Person, Device, Reading, Room, Visit, Shelf,
                         Item, Audit, Haunted>();
}

}  // namespace bookshop
