// save_all of records with new records around them: few statements, and each record as save() would leave it.
#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "contract/record_models.hpp"

namespace save_graphs {

inline std::vector<std::string> heard;
inline std::function<void(const std::string&)> on_save;

template <class T>
void note(const char* moment, const T& record) {
  heard.push_back(moment + std::string(" ") + record.name);
}
template <class T>
void note_all(rowan::ModelBuilder<T>& m) {
  m.before_save([](T& record) {
    note("before", record);
    if (on_save) on_save(record.name);
  });
  m.after_create([](T& record) { note("created", record); });
  m.after_save([](T& record) { note("after", record); });
  m.after_commit([](const T& record) { note("committed", record); });
  m.attribute(&T::name).not_blank();
}

class Writer;
class Opus;
class Leaf;

class House : public rowan::Model<House> {
 public:
  std::int64_t id{};
  std::string name;
  std::int32_t writers_count{};
  rowan::HasMany<Writer> writers;

  ROWAN_MODEL(House, (), (id, name, writers_count, writers))
  static void configure(rowan::ModelBuilder<House>& m);
};

class Sketch : public rowan::Model<Sketch> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Writer> writer;

  ROWAN_MODEL(Sketch, (), (id, name, writer))
  static void configure(rowan::ModelBuilder<Sketch>& m);
};

class Label : public rowan::Model<Label> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::ManyToMany<Opus> works;

  ROWAN_MODEL(Label, (), (id, name, works))
  static void configure(rowan::ModelBuilder<Label>& m);
};

class Writer : public rowan::Model<Writer>, public rowan::Timestamps {
 public:
  std::int64_t id{};
  std::string name;
  std::int32_t lock_version{};
  rowan::BelongsTo<House> house;
  rowan::HasOne<Sketch> sketch;
  rowan::HasMany<Opus> works;

  ROWAN_MODEL(Writer, (rowan::Timestamps), (id, name, lock_version, house, sketch, works))
  static void configure(rowan::ModelBuilder<Writer>& m);
};

class Opus : public rowan::Model<Opus> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Writer> writer;
  rowan::HasMany<Leaf> leaves;
  rowan::ManyToMany<Label> labels;

  ROWAN_MODEL(Opus, (), (id, name, writer, leaves, labels))
  static void configure(rowan::ModelBuilder<Opus>& m);
};

class Leaf : public rowan::Model<Leaf> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Opus> opus;
  rowan::BelongsTo<Label> label;

  ROWAN_MODEL(Leaf, (), (id, name, opus, label))
  static void configure(rowan::ModelBuilder<Leaf>& m);
};

/// A tree.
class Twig : public rowan::Model<Twig> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::BelongsTo<Twig> parent;
  rowan::HasMany<Twig> twigs;

  ROWAN_MODEL(Twig, (), (id, name, parent, twigs))
  static void configure(rowan::ModelBuilder<Twig>& m) {
    m.table("graphs_twigs");
    m.belongs_to(&Twig::parent).optional();
    m.has_many(&Twig::twigs).foreign_key("parent_id").inverse("parent");
  }
};

/// A key that the library makes, and targets that have one of their own.
class Crate : public rowan::Model<Crate> {
 public:
  rowan::Uuid id;
  std::string name;
  rowan::HasMany<class Jar> jars;

  ROWAN_MODEL(Crate, (), (id, name, jars))
  static void configure(rowan::ModelBuilder<Crate>& m) { m.table("graphs_crates"); }
};

class Jar : public rowan::Model<Jar> {
 public:
  std::string code, kind{"glass"};
  rowan::BelongsTo<Crate, rowan::Uuid> crate;

  ROWAN_MODEL(Jar, (), (code, kind, crate))
  static void configure(rowan::ModelBuilder<Jar>& m) {
    m.table("graphs_jars");
    m.primary_key(&Jar::code);
    m.attribute(&Jar::code).max_length(40);
  }
};

void House::configure(rowan::ModelBuilder<House>& m) {
  m.table("graphs_houses");
  note_all(m);
  m.has_many(&House::writers);
}
void Sketch::configure(rowan::ModelBuilder<Sketch>& m) {
  m.table("graphs_sketches");
  note_all(m);
}
void Label::configure(rowan::ModelBuilder<Label>& m) {
  m.table("graphs_labels");
  note_all(m);
  m.many_to_many(&Label::works);
}
void Writer::configure(rowan::ModelBuilder<Writer>& m) {
  m.table("graphs_writers");
  note_all(m);
  m.belongs_to(&Writer::house).optional().counter_cache(House::c.writers_count);
}
void Opus::configure(rowan::ModelBuilder<Opus>& m) {
  m.table("graphs_works");
  note_all(m);
  m.attribute(&Opus::name).max_length(60).unique();
  m.belongs_to(&Opus::writer).touch();
  m.many_to_many(&Opus::labels);
}
void Leaf::configure(rowan::ModelBuilder<Leaf>& m) {
  m.table("graphs_leaves");
  note_all(m);
  m.belongs_to(&Leaf::label).optional();
}

}  // namespace save_graphs

ROWAN_REGISTER_MODEL(save_graphs::House)
ROWAN_REGISTER_MODEL(save_graphs::Sketch)
ROWAN_REGISTER_MODEL(save_graphs::Label)
ROWAN_REGISTER_MODEL(save_graphs::Writer)
ROWAN_REGISTER_MODEL(save_graphs::Opus)
ROWAN_REGISTER_MODEL(save_graphs::Leaf)
ROWAN_REGISTER_MODEL(save_graphs::Twig)
ROWAN_REGISTER_MODEL(save_graphs::Crate)
ROWAN_REGISTER_MODEL(save_graphs::Jar)

namespace save_graphs {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::SizeIs;

template <class T>
T named(std::string name) {
  T made;
  made.name = std::move(name);
  return made;
}

class SaveGraphs : public record_tests::RecordTest {
 protected:
  SaveGraphs() {
    db.create_tables<House, Sketch, Label, Writer, Opus, Leaf, Twig, Crate, Jar>();
    heard.clear();
  }
  ~SaveGraphs() override { on_save = nullptr; }

  static std::vector<Writer> writers(int count, int works) {
    std::vector<Writer> made;
    for (int i = 0; i < count; ++i) {
      Writer& writer = made.emplace_back(named<Writer>("W" + std::to_string(i)));
      for (int j = 0; j < works; ++j) writer.works.add(named<Opus>(writer.name + "/" + std::to_string(j)));
    }
    return made;
  }
  static std::vector<std::string> heard_of(const std::string& moment) {
    std::vector<std::string> names;
    for (const std::string& each : heard) {
      if (each.starts_with(moment + " ")) names.push_back(each.substr(moment.size() + 1));
    }
    return names;
  }
  static std::size_t place_of(const std::string& what) {
    const auto found = std::find(heard.begin(), heard.end(), what);
    EXPECT_NE(found, heard.end()) << what;
    return static_cast<std::size_t>(found - heard.begin());
  }
  static std::uint64_t rows() {
    return House::count() + Writer::count() + Opus::count() + Leaf::count() + Label::count();
  }
};

TEST_P(SaveGraphs, AThousandOwnersOfThreeTakeAHandfulOfStatements) {
  std::vector<Writer> all = writers(1000, 3);
  rowan::testing::StatementRecorder recorder;
  ASSERT_TRUE(Writer::save_all(all));
  EXPECT_THAT(recorder.statements(), SizeIs(Le(60u)));
  EXPECT_EQ(Opus::count(), 3000u);
  for (std::size_t i = 0; i < all.size(); i += 97) {
    ASSERT_TRUE(all[i].is_persisted());
    for (const Opus& opus : all[i].works) {
      ASSERT_FALSE(opus.changed());
      ASSERT_EQ(Opus::find(opus.id).name, opus.name);
      ASSERT_EQ(Opus::find(opus.id).writer.key(), all[i].id);
    }
  }
  EXPECT_QUERY_COUNT(0) { EXPECT_TRUE(Writer::save_all(all)); }
}

TEST_P(SaveGraphs, AllKindsOfNewRecordsAroundARecordAreSaved) {
  House house = named<House>("H");
  Label shared = named<Label>("L");
  std::vector<Writer> all = writers(3, 2);
  for (Writer& writer : all) {
    writer.house = house;
    writer.sketch.set(named<Sketch>("S" + writer.name));
    for (Opus& opus : writer.works) {
      opus.labels.link(shared);
      opus.labels.add(named<Label>("own " + opus.name));
      Leaf& leaf = opus.leaves.add(named<Leaf>("leaf " + opus.name));
      leaf.label = shared;
    }
  }
  ASSERT_TRUE(Writer::save_all(all));
  EXPECT_EQ(House::find(house.id).writers_count, 3);
  EXPECT_EQ(Label::count(), 7u);
  EXPECT_EQ(Label::find(shared.id).works.count(), 6u);
  EXPECT_THAT(Leaf::all().pluck(Leaf::c.label), Each(shared.id));
  for (Writer& writer : all) {
    EXPECT_EQ(Writer::find(writer.id).house.key(), house.id);
    EXPECT_EQ(Sketch::find_by(Sketch::c.writer == writer.id)->name, "S" + writer.name);
    EXPECT_THAT(Opus::where(Opus::c.writer == writer.id).load(), SizeIs(2));
    for (Opus& opus : writer.works) EXPECT_THAT(Opus::find(opus.id).labels, SizeIs(2));
  }
  heard.clear();
  EXPECT_QUERY_COUNT(0) { EXPECT_TRUE(Writer::save_all(all)); }
}

TEST_P(SaveGraphs, EachCallbackOfEachRecordRunsOnce) {
  House house = named<House>("H");
  std::vector<Writer> all = writers(2, 2);
  for (Writer& writer : all) writer.house = house;
  ASSERT_TRUE(Writer::save_all(all));
  for (const char* moment : {"before", "created", "after", "committed"})
    EXPECT_THAT(heard_of(moment), ::testing::UnorderedElementsAre("H", "W0", "W1", "W0/0", "W0/1", "W1/0", "W1/1"));
  EXPECT_THAT(heard_of("before"), ElementsAre("H", "W0", "W1", "W0/0", "W0/1", "W1/0", "W1/1"));
  EXPECT_THAT(heard_of("after"), ElementsAre("W0/0", "W0/1", "W1/0", "W1/1", "W0", "W1", "H"));
  EXPECT_LT(place_of("after W1/1"), place_of("created W0")) << "what hangs on it is saved before";
}

TEST_P(SaveGraphs, InvalidRecordsAreNamedByIndexAndPathAndNothingIsSent) {
  std::vector<Writer> all = writers(4, 2);
  all[1].works[1].name = "";
  all[3].house = named<House>("");
  all[3].works[0].leaves.add(named<Leaf>(""));
  rowan::testing::StatementRecorder recorder;
  const rowan::SaveAllResult result = Writer::save_all(all);
  EXPECT_THAT(recorder.statements(), SizeIs(0));
  ASSERT_THAT(result.failures(), SizeIs(2));
  EXPECT_EQ(result.failures()[0].index, 1u);
  EXPECT_EQ(result.failures()[0].result.errors().to_string(), "works[1].name can't be blank");
  EXPECT_EQ(result.failures()[1].index, 3u);
  EXPECT_THAT(result.failures()[1].result.errors().to_string(),
              AllOf(HasSubstr("works[0].leaves[0].name can't be blank")));
}

TEST_P(SaveGraphs, AViolatedConstraintDeepInsideNamesItsRecordAndLeavesNothing) {
  std::vector<Writer> all = writers(30, 3);
  all[20].works[2].name = all[4].works[1].name;
  const rowan::SaveAllResult result = Writer::save_all(all);
  ASSERT_THAT(result.failures(), SizeIs(1));
  EXPECT_EQ(result.failures()[0].index, 20u);
  EXPECT_EQ(result.failures()[0].result.errors().to_string(), "works[2].name has already been taken");
  EXPECT_EQ(rows(), 0u);
  EXPECT_TRUE(all[0].is_new());
  EXPECT_EQ(all[0].id, 0);
  EXPECT_TRUE(all[29].works[2].is_new());
  EXPECT_THAT(heard_of("committed"), SizeIs(0));
  all[20].works[2].name = "mended";
  ASSERT_TRUE(Writer::save_all(all));
  EXPECT_EQ(rows(), 120u);
  for (const Opus& opus : all[20].works) EXPECT_EQ(Opus::find(opus.id).writer.key(), all[20].id);
}

TEST_P(SaveGraphs, ARollbackMakesTheGraphNewAgain) {
  std::vector<Writer> all = writers(12, 2);
  Label label = named<Label>("L");
  for (Writer& writer : all) writer.works[0].labels.link(label);
  undone([&] { ASSERT_TRUE(Writer::save_all(all)); });
  EXPECT_EQ(rows(), 0u);
  EXPECT_TRUE(all[3].works[1].is_new());
  EXPECT_TRUE(label.is_new());
  ASSERT_TRUE(Writer::save_all(all));
  EXPECT_EQ(rows(), 37u);
  EXPECT_EQ(Label::find(label.id).works.count(), 12u);
}

TEST_P(SaveGraphs, ChangedRecordsAreMixedWithNewOnes) {
  std::vector<Writer> all = writers(5, 1);
  ASSERT_TRUE(Writer::save_all(all));
  all[0].name = "changed";
  all[1].works.add(named<Opus>("more"));
  all.push_back(named<Writer>("new"));
  all.back().works.add(named<Opus>("most"));
  ASSERT_TRUE(Writer::save_all(all));
  EXPECT_EQ(Writer::find(all[0].id).lock_version, 1);
  EXPECT_EQ(Writer::find(all[2].id).lock_version, 0);
  EXPECT_THAT(Opus::where(Opus::c.name.in({"more", "most"})).order(Opus::c.name).pluck(Opus::c.writer),
              ElementsAre(all[1].id, all.back().id));
}

TEST_P(SaveGraphs, RecordsOfTheListMayReferToEachOther) {
  std::vector<Twig> all(6);
  for (int i = 0; i < 6; ++i) all[static_cast<std::size_t>(i)].name = std::to_string(i);
  Twig between = named<Twig>("between");
  between.parent = all[5];
  all[0].parent = between;  // which refers to one that stands later
  all[1].parent = all[0];
  all[2].twigs.add(named<Twig>("child")).twigs.add(named<Twig>("grandchild"));
  ASSERT_TRUE(Twig::save_all(all));
  EXPECT_EQ(Twig::count(), 9u);
  EXPECT_EQ(Twig::find(all[0].id).parent.key(), between.id);
  EXPECT_EQ(Twig::find(between.id).parent.key(), all[5].id);
  EXPECT_EQ(Twig::find(all[1].id).parent.key(), all[0].id);
  EXPECT_EQ(Twig::find_by(Twig::c.name == "grandchild")->parent->parent.key(), all[2].id);
}

TEST_P(SaveGraphs, AListedChildWaitsForTheOwnerThatGivesItItsKey) {
  Twig owner = named<Twig>("owner"), other = named<Twig>("other");
  Twig& child = owner.twigs.add(named<Twig>("child"));
  Twig& grandchild = child.twigs.add(named<Twig>("grandchild"));
  other.parent = child;
  ASSERT_TRUE(Twig::save_all(std::vector<Twig*>{&other, &grandchild, &child, &owner}));
  EXPECT_EQ(Twig::find(child.id).parent.key(), owner.id);
  EXPECT_EQ(Twig::find(grandchild.id).parent.key(), child.id);
  EXPECT_EQ(Twig::find(other.id).parent.key(), child.id);
  Twig top = named<Twig>("top");
  Twig& leaf = top.twigs.add(named<Twig>("between")).twigs.add(named<Twig>("leaf"));
  ASSERT_TRUE(Twig::save_all(std::vector<Twig*>{&top, &leaf}));
  EXPECT_EQ(Twig::find(leaf.id).parent->name, "between");
  EXPECT_EQ(Twig::count(), 7u);
}

TEST_P(SaveGraphs, CirclesEnd) {
  std::vector<Twig> all(3);
  all[0].parent = all[1];
  all[1].parent = all[0];
  all[2].parent = all[2];
  ASSERT_TRUE(Twig::save_all(all));
  EXPECT_EQ(Twig::find(all[0].id).parent.key(), all[1].id);
  EXPECT_EQ(Twig::find(all[1].id).parent.key(), all[0].id);
  EXPECT_EQ(Twig::find(all[2].id).parent.key(), all[2].id);
  EXPECT_EQ(Twig::count(), 3u);
}

TEST_P(SaveGraphs, WhatCallbacksAddIsSavedToo) {
  std::vector<Writer> all = writers(3, 1);
  House late = named<House>("late");
  on_save = [&](const std::string& name) {
    if (name == "W1") all[1].house = late;
    if (name == "W2") all[2].works.add(named<Opus>("from a callback"));
    if (name == "W0/0") all[0].sketch.set(named<Sketch>("sketched"));
  };
  ASSERT_TRUE(Writer::save_all(all));
  EXPECT_EQ(Writer::find(all[1].id).house.key(), late.id);
  EXPECT_EQ(Opus::find_by(Opus::c.name == "from a callback")->writer.key(), all[2].id);
  EXPECT_EQ(Sketch::find_by(Sketch::c.name == "sketched")->writer.key(), all[0].id);
}

TEST_P(SaveGraphs, ACallbackMaySaveOneThatIsStillToCome) {
  std::vector<Writer> all = writers(2, 2);
  on_save = [&](const std::string& name) {
    if (name == "W1/0") all[1].works[1].save_or_throw();
  };
  ASSERT_TRUE(Writer::save_all(all));
  EXPECT_EQ(Opus::count(), 4u);
  EXPECT_THAT(heard_of("created"), SizeIs(6));
}

TEST_P(SaveGraphs, ThoseThatDontNeedTheDatabaseForTheirKeysGoTogether) {
  std::vector<Crate> all(50);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (int j = 0; j < 4; ++j) all[i].jars.add(Jar()).code = std::to_string(i) + "." + std::to_string(j);
  }
  rowan::testing::StatementRecorder recorder;
  ASSERT_TRUE(Crate::save_all(all));
  EXPECT_THAT(recorder.statements(), SizeIs(Le(40u)));
  EXPECT_EQ(Jar::count(), 200u);
  for (Crate& crate : all) EXPECT_EQ(Jar::where(Jar::c.crate == crate.id).count(), 4u);
  std::vector<Crate> more(2);
  more[1].jars.add(Jar()).code = "1.1";
  EXPECT_THROW(static_cast<void>(Crate::save_all(more)), rowan::UniqueViolation);
  EXPECT_TRUE(more[0].is_new());
  EXPECT_EQ(Jar::count(), 200u);
}

TEST_P(SaveGraphs, ManyLinksGoTogether) {
  std::vector<Label> labels;
  for (int i = 0; i < 20; ++i) labels.push_back(named<Label>("L" + std::to_string(i)));
  Writer ann = named<Writer>("Ann");
  ann.save_or_throw();
  std::vector<Opus> works;
  for (int i = 0; i < 40; ++i) {
    works.push_back(named<Opus>("O" + std::to_string(i)));
    works.back().writer = ann;
  }
  for (Opus& opus : works) {
    for (Label& label : labels) opus.labels.link(label);
  }
  rowan::testing::StatementRecorder recorder;
  ASSERT_TRUE(Opus::save_all(works));
  EXPECT_THAT(recorder.statements(), SizeIs(Le(40u)));
  EXPECT_EQ(Label::find(labels[7].id).works.count(), 40u);
}

TEST_P(SaveGraphs, SavesWhatSaveSaves) {
  const auto graph = [](const std::string& name) {
    Writer made = named<Writer>(name);
    made.house = named<House>("H" + name);
    made.sketch.set(named<Sketch>("S" + name));
    Opus& opus = made.works.add(named<Opus>("O" + name));
    opus.leaves.add(named<Leaf>("F" + name)).label = named<Label>("L" + name);
    opus.labels.add(named<Label>("M" + name));
    return made;
  };
  Writer alone = graph("alone");
  ASSERT_TRUE(alone.save());
  std::vector<std::string> one = heard;
  heard.clear();
  std::vector<Writer> together;
  together.push_back(graph("alone"));
  together[0].works[0].name = "other";
  ASSERT_TRUE(Writer::save_all(together));

  const auto sorted = [](std::vector<std::string> list) {
    for (std::string& each : list) {
      if (each.ends_with(" other")) each.replace(each.size() - 5, 5, "Oalone");
    }
    std::sort(list.begin(), list.end());
    return list;
  };
  EXPECT_EQ(sorted(heard), sorted(one));
  EXPECT_EQ(rows(), 12u);
}

/// A graph at random, the same for each seed but for the end of all names.
struct World {
  std::vector<House> houses;
  std::vector<Label> labels;
  std::vector<Writer> writers;

  World(unsigned seed, const std::string& end) : random_(seed), end_(end) {
    fill(houses, 2, "H");
    fill(labels, 3, "L");
    fill(writers, 4, "W");
    for (Writer& writer : writers) {
      if (!houses.empty() && most(2) != 0) writer.house = pick(houses);
      if (most(2) == 0) writer.sketch.set(named<Sketch>("S" + writer.name));
      for (std::size_t left = most(3); left > 0; --left) add_opus(writer, left);
    }
  }

 private:
  std::size_t most(unsigned number) { return random_() % (number + 1); }
  template <class T>
  T& pick(std::vector<T>& list) {
    return list[random_() % list.size()];
  }
  template <class T>
  void fill(std::vector<T>& list, unsigned number, const std::string& name) {
    for (std::size_t left = most(number); left > 0; --left)
      list.push_back(named<T>(name + std::to_string(left) + end_));
  }
  void add_opus(Writer& writer, std::size_t number) {
    Opus& opus = writer.works.add(named<Opus>("O" + std::to_string(number) + writer.name));
    for (std::size_t left = most(2); left > 0; --left) {
      Leaf& leaf = opus.leaves.add(named<Leaf>("F" + std::to_string(left) + opus.name));
      if (!labels.empty() && most(1) == 0) leaf.label = pick(labels);
    }
    for (Label& label : labels) {
      if (most(2) == 0) opus.labels.link(label);
    }
    if (most(3) == 0) opus.labels.add(named<Label>("own" + opus.name));
  }

  std::mt19937 random_;
  std::string end_;
};

// What the database has of a world, without the end of the names.
std::vector<std::string> rows_of(const std::string& end) {
  std::vector<std::string> told;
  const auto tell = [&](std::string line) {
    for (std::size_t at = line.find(end); at != std::string::npos; at = line.find(end)) line.erase(at, end.size());
    told.push_back(std::move(line));
  };
  const auto name = [](const auto* record) { return record == nullptr ? std::string("-") : record->name; };
  for (const House& each : House::where(House::c.name.ends_with(end)))
    tell(each.name + " has " + std::to_string(each.writers_count));
  for (const Writer& each : Writer::where(Writer::c.name.ends_with(end)))
    tell(each.name + " of " + name(each.house.get_if()) + " version " + std::to_string(each.lock_version));
  for (const Sketch& each : Sketch::where(Sketch::c.name.ends_with(end))) tell(each.name + " of " + each.writer->name);
  for (const Opus& each : Opus::where(Opus::c.name.ends_with(end))) {
    tell(each.name + " by " + each.writer->name);
    for (const Label& label : each.labels) tell(each.name + " is " + label.name);
  }
  for (const Leaf& each : Leaf::where(Leaf::c.name.ends_with(end)))
    tell(each.name + " of " + each.opus->name + " is " + name(each.label.get_if()));
  std::sort(told.begin(), told.end());
  return told;
}

TEST_P(SaveGraphs, GraphsAtRandomAreSavedAsSaveSavesThem) {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    const std::string one = "_" + std::to_string(seed) + "a", other = "_" + std::to_string(seed) + "b";
    World alone(seed, one), together(seed, other);
    heard.clear();
    for (Writer& writer : alone.writers) writer.save_or_throw();
    const std::size_t called = heard.size();
    heard.clear();
    ASSERT_TRUE(Writer::save_all(together.writers)) << "seed " << seed;
    ASSERT_EQ(heard.size(), called) << "seed " << seed;
    ASSERT_EQ(rows_of(other), rows_of(one)) << "seed " << seed;
  }
}

ROWAN_RECORD_SUITE(SaveGraphs);

}  // namespace
}  // namespace save_graphs
