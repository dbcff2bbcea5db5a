'use strict';

const {connect, reasonOf} = require('./client');
const {Book, Journal, Queue} = require('./book');
const {Fault, SettingRefused, eachItem, serve, stateFolder} = require('./plugin');

module.exports = {
  Book,
  Fault,
  Journal,
  Queue,
  SettingRefused,
  connect,
  eachItem,
  reasonOf,
  serve,
  stateFolder,
};
