// The code of docs/guide/documents.md, checked as it runs.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "expect.hpp"
#include "rowan/rowan.hpp"

// [snippet: model]
struct Light {
  std::string colour = "white";
  std::int64_t level = 100;
  ROWAN_JSON(Light, colour, level)
};
struct Settings {
  std::string theme = "light";
  std::vector<std::string> rooms;
  std::optional<Light> lamp;
  rowan::JsonRest rest;  // what newer programs write there is kept
  ROWAN_JSON(Settings, theme, rooms, lamp, rest)
};

class Device : public rowan::Model<Device> {
 public:
  std::int64_t id{};
  std::string name;
  Settings settings;               // a struct of yours
  std::optional<rowan::Json> log;  // a document of any form

  ROWAN_MODEL(Device, (), (id, name, settings, log))
};
// [end]
ROWAN_REGISTER_MODEL(Device)

namespace {

void structs() {
  // [snippet: struct]
  Device device;
  device.name = "hall";
  device.settings.theme = "dark";
  device.settings.lamp = Light{"red", 40};
  device.save_or_throw();  // {"theme":"dark","rooms":[],"lamp":{"colour":"red","level":40}}
  device.settings.lamp->level = 50;
  bool changed = device.changed();  // true: what is inside counts

  auto& settings = Device::c.settings;
  auto dark = Device::where(settings[&Settings::theme] == "dark");
  auto bright = dark.where(settings[&Settings::lamp][&Light::level] >= 40);
  auto upstairs = Device::where(settings[&Settings::rooms].has("attic"));
  // [end]
  expect(changed && bright.count() == 1 && upstairs.count() == 0);
  // [snippet: set]
  dark.update_all(settings[&Settings::lamp][&Light::level] = 70,  // the rest of the document stays
                  settings[&Settings::rooms] = std::vector<std::string>{"hall", "attic"});
  // [end]
  expect(Device::find(device.id).settings.lamp->level == 70 && upstairs.count() == 1);
}

void any_form() {
  Device::create(Device::c.name = "door",
                 Device::c.log = rowan::Json(R"({"kind": "open", "tries": [1, 2, 2.5], "by": {"name": "ann"}})"));
  // [snippet: paths]
  auto& log = Device::c.log;
  auto opened = Device::where(log["kind"] == "open" && log["by"]["name"] == "ann");
  auto thrice = Device::where(log["tries"].length() == 3 && log["tries"][2] > 2);
  auto unknown = Device::where(!log["by"].exists());
  auto names =
      opened.order(log["by"]["name"].as<std::string>()).pluck(Device::c.name, log["by"]["name"].as<std::string>());
  auto same = Device::where(rowan::attr("log")["kind"] == "open");  // by name
  // [end]
  expect(opened.count() == 1 && thrice.count() == 1 && same.count() == 1 && unknown.count() >= 1);
  expect(names.size() == 1 && std::get<1>(names[0]) == "ann");
  // [snippet: change]
  opened.update_all(log["by"]["name"] = "bob", log["seen"]["at"] = "noon", log["tries"].removed());
  // [end]
  expect(Device::where(log["by"]["name"] == "bob" && log["seen"]["at"] == "noon").count() == 1);
  expect(thrice.count() == 0);
}

}  // namespace

int main() {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<Device>();
  structs();
  any_form();
}
