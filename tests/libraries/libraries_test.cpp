// Models in the program, in a static and a shared library, and in libraries opened while the program runs. The build
// sets ROWAN_TEST_LIBRARIES to the directory of the latter. The tests build on each other, for what is open stays open.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "libraries/zoo.hpp"
#include "rowan/model/any_record.hpp"

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void* open_library(const std::string& name) {
  const std::string path = std::string(std::getenv("ROWAN_TEST_LIBRARIES")) + "/" + name + ".so";
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  EXPECT_NE(handle, nullptr) << dlerror();
  return handle;
}

template <class Code>
std::string mapping_error_of(Code&& code) {
  try {
    code();
  } catch (const rowan::MappingError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Libraries, AModelOfAStaticLibraryIsKeptByAdd) {
  rowan::registry().add<zoo::Fence>();
  EXPECT_EQ(rowan::registry().model("Fence").qualified_name, "zoo::Fence");
}

TEST(Libraries, ModelsOfDifferentLibrariesLink) {
  const auto& keeper = zoo::Animal::rowan_info().association("keeper").resolved();
  EXPECT_EQ(keeper.target, &zoo::Keeper::rowan_info());
  EXPECT_EQ(zoo::Keeper::rowan_info().association("animals").resolved().inverse, &keeper);
}

TEST(Libraries, TheirRecordsWorkTogether) {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<zoo::Keeper, zoo::Animal>();
  zoo::Keeper ann;
  ann.name = "Ann";
  ann.animals.add({}).name = "owl";
  ann.save_or_throw();
  EXPECT_EQ(zoo::Animal::where(zoo::Animal::c.keeper == ann).sole().keeper->name, "Ann");
}

TEST(Libraries, AnAssociationWaitsForTheLibraryOfItsTarget) {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<zoo::Keeper, zoo::Animal>();
  zoo::Animal owl;
  owl.save_or_throw();
  EXPECT_THAT(mapping_error_of([&] { static_cast<void>(owl.tickets.size()); }),
              AllOf(HasSubstr("Animal.tickets points to zoo::Ticket, which is not registered"),
                    HasSubstr("ROWAN_REGISTER_MODEL(zoo::Ticket)")));
  EXPECT_THAT(rowan::registry().validate(), ::testing::ElementsAre(HasSubstr("zoo::Ticket")));

  void* library = open_library("zoo_ticket");
  EXPECT_THAT(rowan::registry().validate(), IsEmpty());
  const rowan::ModelInfo* ticket = rowan::registry().find("Ticket");
  ASSERT_NE(ticket, nullptr);
  db.create_tables({{ticket}});
  rowan::AnyRecord::create("Ticket", {{"visitor", "Ann"}, {"animal_id", owl.id}});
  EXPECT_EQ(owl.tickets.size(), 1u);

  // The metadata points into the library, so closing it must not take it away.
  ASSERT_EQ(dlclose(library), 0);
  rowan::AnyRecord invalid("zoo::Ticket");
  EXPECT_FALSE(invalid->save());
  rowan::AnyRecord::create("zoo::Ticket", {{"visitor", "Bob"}, {"animal_id", owl.id}});
  owl.tickets.reset();
  EXPECT_EQ(owl.tickets.size(), 2u);
}

const rowan::ModelInfo* map_of(const std::string& library) {
  void* handle = open_library(library);
  return handle == nullptr ? nullptr : reinterpret_cast<const rowan::ModelInfo* (*)()>(dlsym(handle, "map_info"))();
}

TEST(Libraries, EqualDescriptionsOfAModelAreOne) {
  const rowan::ModelInfo* first = map_of("zoo_map");
  EXPECT_EQ(map_of("zoo_map_again"), first);
  EXPECT_EQ(rowan::registry().find("zoo::Map"), first);
}

TEST(Libraries, DifferentDescriptionsOfAModelAreRefused) {
  const rowan::ModelInfo* first = map_of("zoo_map");
  const auto refusal =
      AllOf(HasSubstr("zoo::Map is registered twice with different descriptions"), HasSubstr("rebuild"));
  EXPECT_THAT(mapping_error_of([] { map_of("zoo_other_map"); }), refusal);
  EXPECT_THAT(rowan::registry().validate(), ::testing::ElementsAre(refusal));
  EXPECT_EQ(&rowan::registry().model("zoo::Map"), first);
}

}  // namespace
