MAY_INCLUDE = {
    "core": "",
}
PLUGINS_MAY_INCLUDE = {"core"}
