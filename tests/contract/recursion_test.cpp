// Queries that ask themselves.
#include "contract/bookshop_test.hpp"

namespace twigs {

/// Texts and decimals of a length.
class Twig : public rowan::Model<Twig> {
 public:
  std::int64_t id{};
  std::string label;
  rowan::Decimal weight;
  rowan::BelongsTo<Twig> parent;

  ROWAN_MODEL(Twig, (), (id, label, weight, parent))
  static void configure(rowan::ModelBuilder<Twig>& m) {
    m.attribute(&Twig::label).max_length(8);
    m.attribute(&Twig::weight).precision(4, 2);
    m.belongs_to(&Twig::parent).optional();
  }
};

}  // namespace twigs
ROWAN_REGISTER_MODEL(twigs::Twig)

namespace rowan::contract {
namespace {

using bookshop::Person;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Ada (1) has Ben (2) and Cleo (3); Ben has Dan (4) and Eve (5), Eve has Finn (6); Gus (7) is by himself. Friends go
/// round: 1, 2, 3, 1.
class Recursive : public BookshopTest {
 protected:
  Recursive() {
    const auto add = [](std::int64_t id, std::string name, std::int64_t parent) {
      Person person;
      person.id = id;
      person.name = std::move(name);
      if (parent != 0) person.parent = parent;
      person.save_or_throw();
    };
    add(1, "Ada", 0), add(2, "Ben", 1), add(3, "Cleo", 1), add(4, "Dan", 2), add(5, "Eve", 2), add(6, "Finn", 5);
    add(7, "Gus", 0);
    std::vector<Person> people = Person::order(Person::c.id).limit(3).to_vector();
    for (std::size_t i = 0; i < 3; ++i) people[i].friends.link(people[(i + 1) % 3]), people[i].save_or_throw();
  }
  /// Someone, and all below, and how far they are away.
  static CommonRows<Person> below(std::int64_t id, const Recursion& how = {}) {
    return with_recursive(
        "below", Person::where(Person::c.id == id),
        [](const auto& rows) { return Person::join(rows, rows(Person::c.id) == Person::c.parent); }, how);
  }
  /// Whom 1 reaches by friendships.
  static auto circle(const Recursion& how = {}) {
    return with_recursive(
        "circle", Person::where(Person::c.id == 1).select(Person::c.id),
        [](const auto& rows) {
          const auto next = alias<Person>("next");
          const auto [person] = rows.values();
          return Person::join(rows, person == Person::c.id)
              .join(Person::c.friends, next)
              .select(coalesce(next(Person::c.id), std::int64_t{0}));
        },
        how);
  }
};

TEST_P(Recursive, RecordsAreRelations) {
  const auto rows = below(2);
  EXPECT_THAT(each(rows.order(Person::c.name).load(), &Person::name), ElementsAre("Ben", "Dan", "Eve", "Finn"));
  EXPECT_EQ(rows.count(), 4);
  EXPECT_TRUE(rows.exists(Person::c.name == "Finn"));
  EXPECT_FALSE(rows.exists(Person::c.name == "Ada"));
  EXPECT_THAT(rows.where(Person::c.parent == 2).order(Person::c.id.desc()).limit(1).pluck(Person::c.name),
              ElementsAre("Eve"));
  EXPECT_EQ(rows.sum(Person::c.id), 17);
  EXPECT_THAT(Person::where(Person::c.id.not_in(rows.select(Person::c.id))).order(Person::c.id).pluck(Person::c.name),
              ElementsAre("Ada", "Cleo", "Gus"));
  const auto families = Person::join(rows, rows(Person::c.parent) == Person::c.id && rows(Person::c.id) != 2);
  EXPECT_THAT(families.order(rows(Person::c.id)).pluck(Person::c.name, rows(Person::c.name)),
              ElementsAre(std::tuple("Ben", "Dan"), std::tuple("Ben", "Eve"), std::tuple("Eve", "Finn")));
}

TEST_P(Recursive, TheWayUp) {
  const auto above = with_recursive("above", Person::where(Person::c.name == "Finn"), [](const auto& rows) {
    return Person::join(rows, rows(Person::c.parent) == Person::c.id);
  });
  EXPECT_THAT(each(above.order(Person::c.id).load(), &Person::name), ElementsAre("Ada", "Ben", "Eve", "Finn"));
}

TEST_P(Recursive, StepsAreCounted) {
  const auto rows = below(1, {.max_depth = 2});
  EXPECT_THAT(rows.order(rows.depth(), Person::c.id).pluck(Person::c.name, rows.depth()),
              ElementsAre(std::tuple("Ada", 0), std::tuple("Ben", 1), std::tuple("Cleo", 1), std::tuple("Dan", 2),
                          std::tuple("Eve", 2)));
  EXPECT_EQ(rows.where(rows.depth() == 1).count(), 2);
  EXPECT_EQ(below(1, {.max_depth = 0}).count(), 1);
  EXPECT_THAT(rows.group(rows.depth()).count(), ElementsAre(std::pair(0, 1), std::pair(1, 2), std::pair(2, 2)));
  EXPECT_EQ(rows.where(rows.depth() > 1).order(Person::c.id).load()[1].name, "Eve");
}

TEST_P(Recursive, RowsAreChanged) {
  EXPECT_EQ(below(2).update_all(Person::c.name = "of Ben"), 4);
  EXPECT_EQ(Person::where(Person::c.name == "of Ben").count(), 4);
  const auto leaf = below(5).where(Person::c.id > 5);
  EXPECT_EQ(leaf.delete_all(), 1);
  EXPECT_EQ(Person::count(), 6);
}

TEST_P(Recursive, CirclesEndWhereRowsAreNew) {
  const auto turns = [](const Recursion& how) {
    return with_recursive(
        "ring", Person::where(Person::c.id == 1),
        [](const auto& rows) {
          return Person::where(Person::c.id <= 3).join(rows, rows(Person::c.id) % 3 + 1 == Person::c.id);
        },
        how);
  };
  const auto ring = turns({});
  EXPECT_THAT(ring.order(Person::c.id).pluck(Person::c.name), ElementsAre("Ada", "Ben", "Cleo"));
  const auto twice = turns({.repeats = true, .max_depth = 5});
  EXPECT_THAT(twice.order(twice.depth()).pluck(Person::c.id), ElementsAre(1, 2, 3, 1, 2, 3));
  EXPECT_EQ(twice.count(), 6);
  EXPECT_EQ(twice.distinct().count(), 3);
  EXPECT_THAT(refusal([&] { (void)twice.page(2); }), HasSubstr("several times"));
  EXPECT_THAT(refusal([&] { (void)turns({.repeats = true}); }), HasSubstr("max_depth"));
}

TEST_P(Recursive, AJoinTableIsFollowed) {
  const auto friends = circle({.max_depth = 2});
  const auto [person] = friends.values();
  EXPECT_THAT(friends.order(person).rows(), ElementsAre(1, 2, 3));
  EXPECT_THAT(Person::where(Person::c.id.in(circle({.max_depth = 1}).all())).order(Person::c.id).pluck(Person::c.name),
              ElementsAre("Ada", "Ben"));
}

TEST_P(Recursive, Values) {
  const auto paths = with_recursive(
      "paths", Person::where(Person::c.parent.is_null()).select(Person::c.id, Person::c.name),
      [](const auto& rows) {
        const auto [id, path] = rows.values();
        return Person::join(rows, id == Person::c.parent).select(Person::c.id, concat(path, "/", Person::c.name));
      },
      {.max_depth = 10});
  const auto [id, path] = paths.values();
  EXPECT_THAT(paths.order(path).select(path, paths.depth()).rows(),
              ElementsAre(std::tuple("Ada", 0), std::tuple("Ada/Ben", 1), std::tuple("Ada/Ben/Dan", 2),
                          std::tuple("Ada/Ben/Eve", 2), std::tuple("Ada/Ben/Eve/Finn", 3), std::tuple("Ada/Cleo", 1),
                          std::tuple("Gus", 0)));
  struct Way {
    std::int64_t id = 0;
    std::string path;
  };
  const auto ways = paths.where(paths.depth() == 3).into<Way>();
  ASSERT_EQ(ways.size(), 1);
  EXPECT_EQ(ways[0].path, "Ada/Ben/Eve/Finn");
  EXPECT_THAT(Person::join(paths, id == Person::c.id).where(paths.depth() == 1).order(path).pluck(path, Person::c.name),
              ElementsAre(std::tuple("Ada/Ben", "Ben"), std::tuple("Ada/Cleo", "Cleo")));
}

// A database takes the types of the values from the first rows.
TEST_P(Recursive, ComputedValuesAreAsLongAsTheyGet) {
  using twigs::Twig;
  db.create_tables<Twig>();
  for (std::int64_t id = 1; id <= 12; ++id) {
    Twig twig;
    twig.id = id;
    twig.label = "label" + std::to_string(id);
    twig.weight = Decimal("33.25");
    if (id > 1) twig.parent = id - 1;
    twig.save_or_throw();
  }
  const auto ways =
      with_recursive("ways", Twig::where(Twig::c.id == 1).select(Twig::c.id, Twig::c.label, Twig::c.weight),
                     [](const auto& rows) {
                       const auto [id, path, weight] = rows.values();
                       return Twig::join(rows, id == Twig::c.parent)
                           .select(Twig::c.id, concat(path, "/", Twig::c.label), weight + Twig::c.weight);
                     },
                     {.max_depth = 50});
  const auto [id, path, weight] = ways.values();
  const auto all = ways.order(id).rows();
  ASSERT_EQ(all.size(), 12U);
  EXPECT_EQ(std::get<1>(all[2]), "label1/label2/label3");
  EXPECT_EQ(std::get<1>(all.back()).size(), 9 * 6 + 3 * 7 + 11U);
  EXPECT_EQ(std::get<2>(all.back()), Decimal("399"));
}

TEST_P(Recursive, NumbersAreMade) {
  const auto numbers = with_recursive("numbers", Person::where(Person::c.id == 1).select(Person::c.id),
                                      [](const auto& rows) {
                                        const auto [n] = rows.values();
                                        return rows.where(n < 50).select(n * 2);
                                      },
                                      {.repeats = true, .max_depth = 100});
  const auto [n] = numbers.values();
  EXPECT_THAT(numbers.order(n).rows(), ElementsAre(1, 2, 4, 8, 16, 32, 64));
  EXPECT_EQ(numbers.select(sum(n)).first(), 127);
}

TEST_P(Recursive, StartsAndStepsAreQueriesOfTheirOwn) {
  const auto first = with("first", Person::where(Person::c.parent.is_null()));
  const auto start = Person::where(Person::c.id.in(first.select(Person::c.id))).order(Person::c.name).limit(1);
  const auto rows = with_recursive("family", start, [&](const auto& table) {
    return Person::join(table, table(Person::c.id) == Person::c.parent).where(Person::c.name != "Eve");
  });
  EXPECT_THAT(rows.order(Person::c.id).pluck(Person::c.name), ElementsAre("Ada", "Ben", "Cleo", "Dan"));
  const auto leaves = with("leaves", rows.where_not(Person::c.children.some()));
  EXPECT_THAT(leaves.order(Person::c.id).pluck(Person::c.name), ElementsAre("Cleo", "Dan"));
  for (const std::int64_t id : {2, 5}) EXPECT_EQ(below(id).count(), id == 2 ? 4 : 2) << "asked with other values";
}

TEST_P(Recursive, IsRefusedWhereItCantBeAsked) {
  const auto refused = [](const auto& step, const Recursion& how = {}) {
    return refusal([&] { (void)with_recursive("rows", Person::where(Person::c.id == 1), step, how).count(); });
  };
  EXPECT_THAT(refused([](const auto&) { return Person::where(Person::c.id == 2); }), HasSubstr("once"));
  EXPECT_THAT(refused([](const auto& rows) { return Person::left_join(rows, rows(Person::c.id) == Person::c.parent); }),
              HasSubstr("left_join"));
  EXPECT_THAT(refused([](const auto& rows) { return Person::where(Person::c.id.in(rows.select(Person::c.id))); }),
              HasSubstr("no query inside"));
  EXPECT_THAT(
      refused([](const auto& rows) { return Person::join(rows, rows(Person::c.id) == Person::c.parent).limit(1); }),
      HasSubstr("once"));
  const auto values = [](const auto& step, const Recursion& how = {}) {
    return refusal([&] {
      (void)with_recursive("sums", Person::where(Person::c.id == 1).select(Person::c.id), step, how).count();
    });
  };
  const auto grow = [](const auto& rows) { return rows.select(rows.template value<0>() + 1); };
  EXPECT_THAT(values(grow), HasSubstr("max_depth"));
  EXPECT_THAT(values([](const auto& rows) { return rows.select(rowan::count()); }, {.max_depth = 3}),
              HasSubstr("can't count"));
  std::optional<CommonRows<Person>> leaked;
  (void)with_recursive("rows", Person::where(Person::c.id == 1), [&](const auto& rows) {
    leaked = rows;
    return Person::join(rows, rows(Person::c.id) == Person::c.parent);
  });
  EXPECT_THAT(refusal([&] { (void)leaked->count(); }), HasSubstr("outside of the step"));
}

INSTANTIATE_TEST_SUITE_P(Databases, Recursive, ::testing::ValuesIn(databases()), database_name);

}  // namespace
}  // namespace rowan::contract
