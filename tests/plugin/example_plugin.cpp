// A loadable plugin with the scripted driver under a scheme of its own.
#include "rowan/plugin/plugin.hpp"
#include "rowan/testing/scripted_driver.hpp"

namespace {

class ExampleDriver : public rowan::testing::ScriptedDriver {
 public:
  [[nodiscard]] std::string_view name() const override { return "example"; }
  [[nodiscard]] std::vector<std::string_view> schemes() const override { return {"example"}; }
};

void register_example(rowan::PluginHost& host) { host.add_driver(std::make_unique<ExampleDriver>()); }

}  // namespace

ROWAN_PLUGIN(register_example)
