'use strict';

const {connect, reasonOf} = require('./client');
const {Book, Queue} = require('./book');
const {Fault, SettingRefused, eachItem, serve, stateFolder} = require('./plugin');

module.exports = {
  Book,
  Fault,
  Queue,
  SettingRefused,
  connect,
  eachItem,
  reasonOf,
  serve,
  stateFolder,
};
